import { err, ok, type Result } from './Result.ts';
import { UniqueEntityID } from './UniqueEntityID.ts';
import { ValueObject } from './ValueObject.ts';

const DID = /^did:[a-z0-9]+:[A-Za-z0-9._:%-]*[A-Za-z0-9._-]$/;
const maxCuratorIdLength = 256;

export interface InvalidCuratorId {
  readonly kind: 'invalid-curator-id';
  readonly value: string;
}

/** A curator's DID, such as `did:plc:ada` (https://www.w3.org/TR/did-1.0/#did-syntax), at most 256 characters long. */
export class CuratorId extends ValueObject<string> {
  private constructor(value: string) {
    super(value);
  }

  static create(value: string): Result<CuratorId, InvalidCuratorId> {
    return value.length <= maxCuratorIdLength && DID.test(value)
      ? ok(new CuratorId(value))
      : err({ kind: 'invalid-curator-id', value });
  }

  getValue(): UniqueEntityID {
    return new UniqueEntityID(this.value);
  }
}
