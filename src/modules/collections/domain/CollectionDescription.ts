import { err, ok, type Result } from '../../../shared/domain/Result.ts';
import { ValueObject } from '../../../shared/domain/ValueObject.ts';
import { type InvalidCollection, refuseText } from './InvalidCollection.ts';

const maxDescriptionLength = 500;

/** What a collection is about: up to 500 characters besides surrounding white space, without NUL characters and lone surrogates. */
export class CollectionDescription extends ValueObject<string> {
  private constructor(value: string) {
    super(value);
  }

  /** Undefined for one that says nothing. */
  static create(value: string): Result<CollectionDescription | undefined, InvalidCollection> {
    const description = value.trim();
    if (description === '') return ok(undefined);
    const refusal = refuseText('description', description, maxDescriptionLength);
    return refusal ? err(refusal) : ok(new CollectionDescription(description));
  }
}
