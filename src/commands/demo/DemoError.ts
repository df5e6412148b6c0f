/** The demo cannot go on. The message says why; the command ends with it and exit code 1. */
export class DemoError extends Error {
  override readonly name = 'DemoError';
}
