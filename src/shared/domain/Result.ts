/** What a decision came to: a value, or an expected refusal. Bugs and outages are thrown instead. */
export type Result<T, E> = Ok<T> | Err<E>;

export class Ok<T> {
  readonly ok = true;
  readonly value: T;

  constructor(value: T) {
    this.value = value;
  }

  unwrap(): T {
    return this.value;
  }
}

export class Err<E> {
  readonly ok = false;
  readonly error: E;

  constructor(error: E) {
    this.error = error;
  }

  /** For callers to whom a refusal is a bug. Throws UnwrapError. */
  unwrap(): never {
    throw new UnwrapError(this.error);
  }
}

class UnwrapError extends Error {
  override readonly name = 'UnwrapError';

  constructor(refusal: unknown) {
    super(`unwrapped a refusal: ${JSON.stringify(refusal)}`, { cause: refusal });
  }
}

export const ok = <T>(value: T): Ok<T> => new Ok(value);
export const err = <E>(error: E): Err<E> => new Err(error);
