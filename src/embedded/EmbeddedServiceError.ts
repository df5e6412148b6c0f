/**
 * PostgreSQL or Redis cannot be had on this machine as it is. The message is one paragraph for the operator that names the
 * ways out; the server ends with it and exit code 78.
 */
export class EmbeddedServiceError extends Error {
  override readonly name = 'EmbeddedServiceError';
}
