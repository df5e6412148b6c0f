/** A line of the engine's log, in the form in which the CLI looks for it on stderr. */
export function log(level: 'INFO' | 'ERROR', message: string, fields: { error_code?: string } = {}): void {
  const line = {
    timestamp: new Date().toISOString(),
    level,
    fields: { message, ...fields },
    target: 'schema_engine::logger',
  };
  process.stderr.write(`${JSON.stringify(line)}\n`);
}

/** Passes on what the engine logs: it comes as JSON lines already. */
export function forwardLog(line: unknown): void {
  process.stderr.write(`${String(line).trimEnd()}\n`);
}
