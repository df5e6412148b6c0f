import { err, ok, type Result } from './Result.ts';
import { UniqueEntityID } from './UniqueEntityID.ts';
import { ValueObject } from './ValueObject.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export interface InvalidCollectionId {
  readonly kind: 'invalid-collection-id';
  readonly value: string;
}

/** What a collection is known by, in every module: a UUID in lower case. */
export class CollectionId extends ValueObject<string> {
  private constructor(value: string) {
    super(value);
  }

  static create(value: string): Result<CollectionId, InvalidCollectionId> {
    return UUID.test(value) ? ok(new CollectionId(value)) : err({ kind: 'invalid-collection-id', value });
  }

  getValue(): UniqueEntityID {
    return new UniqueEntityID(this.value);
  }
}
