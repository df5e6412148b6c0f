import type { ProcessLogger } from '../shared/infrastructure/logging/createLogger.ts';
import { exitCodes } from './exitCodes.ts';

/** After an error that nobody caught, nothing is certain any more: it is logged, and the process ends with exit code 1. */
export function exitOnUncaughtError(logger: ProcessLogger): Disposable {
  // A promise that nobody waited for comes here too, by Node's default.
  const listener = (error: unknown, origin: string): void => {
    logger.fatal({ err: error, origin }, 'an error that nobody caught');
    process.exit(exitCodes.failure);
  };
  process.on('uncaughtException', listener);
  return { [Symbol.dispose]: () => void process.off('uncaughtException', listener) };
}

export interface ShutdownLimit {
  /** Aborted when the orderly end begins. */
  readonly signal: AbortSignal;
  readonly limitMs: number;
  readonly logger: ProcessLogger;
  /** Names what is still going on. */
  readonly hanging: () => string;
}

/** Ends the process with exit code 1 when its orderly end takes too long, and says what did. */
export function limitShutdown({ signal, limitMs, logger, hanging }: ShutdownLimit): Disposable {
  let timer: NodeJS.Timeout | undefined;
  const giveUp = (): void => {
    logger.fatal({ hanging: hanging() }, `shutdown took longer than ${limitMs / 1000} s: ${hanging()}`);
    process.exit(exitCodes.failure);
  };
  const begin = (): void => {
    timer = setTimeout(giveUp, limitMs);
  };
  signal.addEventListener('abort', begin, { once: true });
  return {
    [Symbol.dispose]: () => {
      signal.removeEventListener('abort', begin);
      clearTimeout(timer);
    },
  };
}
