/** Somebody else changed the same rows first. The unit of work runs again; thrown to the caller only when it keeps losing. */
export class ConcurrencyError extends Error {
  override readonly name = 'ConcurrencyError';
}
