/**
 * Nothing of what is under way ends in good time, so nothing else gets its turn: most likely the database does not answer. An outage; trying again later
 * may help.
 */
export class StalledError extends Error {
  override readonly name = 'StalledError';

  constructor(forMs: number) {
    super(`nothing of what is executed has ended in good time for ${forMs} ms`);
  }
}
