import pino from 'pino';
import type { Logger } from '../../application/Logger.ts';
import { describeError } from './describeError.ts';
import { LineBuffer } from './LineBuffer.ts';
import type { LogLevel } from './logLevels.ts';
import { redactedKeys, redactFields, redactText } from './redact.ts';

/** The logger of a process: what the port Logger offers, and what only the outermost parts need. */
export interface ProcessLogger extends Logger {
  /** For what ends the process. */
  fatal(fields: object, message: string): void;
  /** A logger that adds these fields to each of its lines, such as `{ requestId }`. */
  child(fields: object): ProcessLogger;
}

export interface LoggerOptions {
  readonly level: LogLevel;
  /** JSON even in a terminal. */
  readonly production: boolean;
  /** Where the lines go. Default: standard output, each within 10 ms; the last line before an exit is not lost. */
  readonly destination?: pino.DestinationStream;
}

/** JSON lines; in a terminal, while developing, lines for the eye, if pino-pretty is installed. Secrets are redacted in every line. */
export async function createLogger({ level, production, destination }: LoggerOptions): Promise<ProcessLogger> {
  const forTheEye = !production && !destination && process.stdout.isTTY ? await prettyOutput() : undefined;
  const logger: ProcessLogger = pino(
    {
      level,
      base: { process: process.pid },
      timestamp: isoTime(),
      // Not pino's own `redact`: with wildcards it takes three times as long as all the rest of a line.
      formatters: { level: (label) => ({ level: label }), log: (fields) => redactFields(fields) },
      serializers: { ...redactedKeys, err: (error: unknown) => describeError(error) },
      hooks: { streamWrite: redactText },
    },
    destination ?? forTheEye ?? new LineBuffer(pino.destination({ fd: 1, sync: true })),
  );
  return logger;
}

/** As pino's own, but a millisecond is put into words once, however many lines it has. */
function isoTime(): () => string {
  let lastMs = Number.NaN;
  let text = '';
  return () => {
    const ms = Date.now();
    if (ms === lastMs) return text;
    lastMs = ms;
    return (text = `,"time":"${new Date(ms).toISOString()}"`);
  };
}

async function prettyOutput(): Promise<pino.DestinationStream | undefined> {
  try {
    const { default: pretty } = await import('pino-pretty');
    return pretty({ destination: 1, sync: true, singleLine: true, ignore: 'process', translateTime: 'SYS:HH:MM:ss.l' });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}
