import type { ParseArgsConfig } from 'node:util';
import type { z } from 'zod';
import { parseCommandLine, UsageError } from '../../src/commands/Command.ts';
import { exitCodes } from '../../src/composition/exitCodes.ts';

type Options = NonNullable<ParseArgsConfig['options']>;

/** What a script was called with. If that is wrong, the process ends at once, as our commands do: it says what on standard error, with exit code 64. */
export function scriptOptions<T>(options: Options, schema: z.ZodType<T>): T {
  try {
    return parseOptions(process.argv.slice(2), options, schema);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return process.exit(exitCodes.usage);
  }
}

/** Throws UsageError: a line for each option that is wrong. */
export function parseOptions<T>(args: readonly string[], options: Options, schema: z.ZodType<T>): T {
  const { values } = parseCommandLine({ args: [...args], options });
  const parsed = schema.safeParse(values);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    ({ path, message }) => `--${String(path[0])} ${String(at(path, values))}: ${message}`,
  );
  throw new UsageError(problems.join('\n'));
}

const at = (path: readonly PropertyKey[], values: object): unknown =>
  path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    values,
  );
