import type { Logger } from '../../src/shared/application/Logger.ts';

/** Warnings and errors alone, on stderr. */
export const log: Logger = {
  debug: () => {},
  info: () => {},
  warn: (fields, message) => console.warn(message, fields),
  error: (fields, message) => console.error(message, fields),
};

export interface LogLine {
  level: keyof Logger;
  fields: object;
  message: string;
}

/** Keeps what is logged, from the level `info` on, for a test to look at. */
export function recordingLog(): Logger & { readonly lines: LogLine[] } {
  const lines: LogLine[] = [];
  const keep = (level: keyof Logger) => (fields: object, message: string) => {
    lines.push({ level, fields, message });
  };
  return { lines, debug: () => {}, info: keep('info'), warn: keep('warn'), error: keep('error') };
}
