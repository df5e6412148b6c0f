/**
 * Something that the configuration points at cannot be used as it is, and trying again will not help. The message is for the
 * operator and names the variable to change; the process ends with it and exit code 78.
 */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}
