import { err, ok, type Result } from './Result.ts';
import { UniqueEntityID } from './UniqueEntityID.ts';
import { ValueObject } from './ValueObject.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export interface InvalidCardId {
  readonly kind: 'invalid-card-id';
  readonly value: string;
}

/** What a card is known by, in every module: a UUID in lower case. */
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
