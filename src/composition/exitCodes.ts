import { EmbeddedServiceError } from '../embedded/EmbeddedServiceError.ts';
import { ConfigurationError } from '../shared/infrastructure/ConfigurationError.ts';
import { DatabaseUnreachableError } from '../shared/infrastructure/database/DatabaseUnreachableError.ts';
import { MigrationError } from '../shared/infrastructure/database/MigrationError.ts';

/** How our processes end (sysexits.h). */
export const exitCodes = {
  ok: 0,
  /** Something that nobody foresaw, or that went wrong at the end. */
  failure: 1,
  /** The command line is wrong. */
  usage: 64,
  /** Something that we need does not answer. */
  unavailable: 69,
  /** The configuration is wrong, or what it points at cannot be used. */
  config: 78,
} as const;

/** What to end with after an error whose message tells the operator what to do; undefined for any other: a bug or an outage. */
export function exitCodeOf(error: unknown): number | undefined {
  if (error instanceof DatabaseUnreachableError) return exitCodes.unavailable;
  const isTheOperators = [ConfigurationError, EmbeddedServiceError, MigrationError].some(
    (type) => error instanceof type,
  );
  return isTheOperators ? exitCodes.config : undefined;
}
