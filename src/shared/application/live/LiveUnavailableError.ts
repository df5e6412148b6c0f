/** Changes could not be read for so long that the subscriber had better resume elsewhere, by its cursor: close with 1013. */
export class LiveUnavailableError extends Error {
  override readonly name = 'LiveUnavailableError';

  constructor(cause: unknown) {
    super('live updates cannot be read at present: subscribe again from the last cursor', { cause });
  }
}
