import { err, ok, type Result } from '../../../shared/domain/Result.ts';
import { ValueObject } from '../../../shared/domain/ValueObject.ts';
import { type InvalidCollection, refuseText } from './InvalidCollection.ts';

const maxNameLength = 100;

/** What a collection is called: 1 to 100 characters besides surrounding white space, without NUL characters and lone surrogates. */
export class CollectionName extends ValueObject<string> {
  private constructor(value: string) {
    super(value);
  }

  static create(value: string): Result<CollectionName, InvalidCollection> {
    const name = value.trim();
    if (name === '') return err({ kind: 'invalid-collection', field: 'name', reason: 'at least one character' });
    const refusal = refuseText('name', name, maxNameLength);
    return refusal ? err(refusal) : ok(new CollectionName(name));
  }
}
