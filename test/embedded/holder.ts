import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { redisSources } from '../../src/embedded/findRedis.ts';

const program = fileURLToPath(new URL('servicesHolder.ts', import.meta.url));
const nobody = { uid: 65_534, gid: 65_534 };

export const holderOptions = z.object({
  dataDir: z.string(),
  cacheDir: z.string(),
  need: z.object({ postgres: z.boolean(), redis: z.boolean() }),
  durable: z.boolean().default(false),
  sources: z.array(z.enum(redisSources)).optional(),
});

const reportSchema = z.object({
  databaseUrl: z.string().optional(),
  redisUrl: z.string().optional(),
  refusal: z.string().optional(),
});

/** Killed at dispose, if it still runs. */
export interface Holder extends AsyncDisposable {
  readonly pid: number;
  /** The next line: at first the URLs or the refusal, then, once asked to stop, the services that answer at that moment. */
  report(): Promise<z.infer<typeof reportSchema>>;
  /** Sends a signal and resolves when the process has ended. */
  endBy(signal: NodeJS.Signals): Promise<void>;
}

/** Starts servicesHolder.ts, in a process group of its own. */
export function startHolder(
  options: z.input<typeof holderOptions>,
  { user = {}, env = process.env }: { user?: { uid?: number; gid?: number }; env?: NodeJS.ProcessEnv } = {},
): Holder {
  const stdio = ['ignore', 'pipe', 'inherit'] as const;
  const child = spawn(process.execPath, [program, JSON.stringify(options)], {
    ...user,
    env,
    detached: true,
    stdio: [...stdio],
  });
  const { pid, stdout } = child;
  if (pid === undefined || !stdout) throw new Error('the process did not start');
  const lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
  const report = async (): ReturnType<Holder['report']> => {
    const { value, done } = await lines.next();
    if (done) throw new Error('the process ended without a report');
    return reportSchema.parse(JSON.parse(value));
  };
  const ended = once(child, 'exit');
  const endBy = async (signal: NodeJS.Signals): Promise<void> => {
    child.kill(signal); // false, and nothing else, when it has ended by itself
    await ended;
  };
  return { pid, report, endBy, [Symbol.asyncDispose]: () => endBy('SIGKILL') };
}

/** Somebody who is not root, when this process is root and the other can read the program; else this user, root or not. */
export function ordinaryUser(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  try {
    execFileSync(process.execPath, ['--check', program], { ...nobody, stdio: 'ignore' });
    return nobody;
  } catch {
    return {};
  }
}
