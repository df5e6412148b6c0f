import { ValueObject } from './ValueObject.ts';

/** What tells one entity from another: opaque here, a UUID or a DID to those who make it. */
export class UniqueEntityID extends ValueObject<string> {
  constructor(value: string) {
    super(value);
  }
}
