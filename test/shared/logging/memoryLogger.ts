import { createLogger, type ProcessLogger } from '../../../src/shared/infrastructure/logging/createLogger.ts';
import type { LogLevel } from '../../../src/shared/infrastructure/logging/logLevels.ts';

export interface MemoryLogger {
  readonly logger: ProcessLogger;
  /** What was written, as it was written. */
  readonly lines: readonly string[];
  /** The same, parsed. */
  readonly entries: () => readonly unknown[];
}

/** The real logger, and the lines that it wrote. */
export async function memoryLogger(level: LogLevel = 'debug'): Promise<MemoryLogger> {
  const lines: string[] = [];
  const logger = await createLogger({
    level,
    production: true,
    destination: { write: (line) => void lines.push(line) },
  });
  return {
    logger,
    lines,
    entries: () => lines.map((line): unknown => JSON.parse(line)),
  };
}
