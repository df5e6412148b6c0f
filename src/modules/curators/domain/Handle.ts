import { err, ok, type Result } from '../../../shared/domain/Result.ts';
import { ValueObject } from '../../../shared/domain/ValueObject.ts';

const HANDLE = /^[a-z0-9](?:[a-z0-9.-]{1,62})[a-z0-9]$/;

export interface InvalidProfile {
  readonly kind: 'invalid-profile';
  readonly field: 'handle' | 'displayName' | 'description' | 'avatarUrl';
  readonly reason: string;
}

/** The name a curator is found by: 3 to 64 of a–z, 0–9, '.' and '-', beginning and ending with a letter or digit. Lower-cased. */
export class Handle extends ValueObject<string> {
  private constructor(value: string) {
    super(value);
  }

  static create(value: string): Result<Handle, InvalidProfile> {
    const handle = value.trim().toLowerCase();
    if (HANDLE.test(handle)) return ok(new Handle(handle));
    const reason = "3 to 64 of a-z, 0-9, '.' and '-', beginning and ending with a letter or digit";
    return err({ kind: 'invalid-profile', field: 'handle', reason });
  }
}
