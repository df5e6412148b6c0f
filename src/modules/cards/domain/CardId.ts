import { err, ok, type Result } from '../../../shared/domain/Result.ts';
import { UniqueEntityID } from '../../../shared/domain/UniqueEntityID.ts';
import { ValueObject } from '../../../shared/domain/ValueObject.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export interface InvalidCardId {
  readonly kind: 'invalid-card-id';
  readonly value: string;
}

/** A UUID in lower case. */
export class CardId extends ValueObject<string> {
  private constructor(value: string) {
    super(value);
  }

  static create(value: string): Result<CardId, InvalidCardId> {
    return UUID.test(value) ? ok(new CardId(value)) : err({ kind: 'invalid-card-id', value });
  }

  getValue(): UniqueEntityID {
    return new UniqueEntityID(this.value);
  }
}
