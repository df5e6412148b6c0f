import { type ParseArgsConfig, parseArgs } from 'node:util';
import { type Config, loadConfig } from '../composition/config.ts';
import { ConfigurationError } from '../shared/infrastructure/ConfigurationError.ts';

/** Where text goes, such as process.stdout. */
export interface Output {
  write(text: string): void;
  /** Whether a person looks at it. */
  readonly isTTY?: boolean | undefined;
  /** The width of that person's terminal, in letters. */
  readonly columns?: number | undefined;
}

/** Where answers come from, such as process.stdin. */
type Input = NodeJS.ReadableStream & { readonly isTTY?: boolean | undefined };

export interface CommandContext {
  /** What follows the command's name. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** For what was asked for, and nothing else: programs read it. */
  readonly stdout: Output;
  readonly stderr: Output;
  /** For answers. */
  readonly stdin: Input;
}

/** An operator's command: what `--help` prints, and what runs. */
export interface Command {
  readonly usage: string;
  /** Resolves to the exit code. Rejects with UsageError for a wrong command line. */
  run(context: CommandContext): Promise<number>;
}

/** The command line is wrong. The message says how; the process ends with it and exit code 64. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** node:util's parseArgs, strict. Throws UsageError. */
export function parseCommandLine<T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (cause) {
    if (cause instanceof TypeError) throw new UsageError(cause.message, { cause });
    throw cause;
  }
}

/** The configuration. Throws ConfigurationError with all that is wrong, a line each. */
export function requireConfig(env: CommandContext['env']): Config {
  const config = loadConfig(env);
  if (config.ok) return config.value;
  throw new ConfigurationError(config.error.problems.map(({ message }) => message).join('\n'));
}
