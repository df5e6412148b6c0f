/** PostgreSQL did not answer in time. The message is for the operator; the process ends with it and exit code 69. */
export class DatabaseUnreachableError extends Error {
  override readonly name = 'DatabaseUnreachableError';
}
