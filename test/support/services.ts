import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

export interface TestServices extends AsyncDisposable {
  readonly databaseUrl: string;
  readonly redisUrl: string;
}

const program = fileURLToPath(new URL('servicesProcess.ts', import.meta.url));
const urlsSchema = z.object({ databaseUrl: z.url().optional(), redisUrl: z.url().optional() });
const completeSchema = urlsSchema.required();

export interface ServicesOptions {
  /** Whether PostgreSQL waits for its disk, as it does in production. Default false: faster. */
  readonly durable?: boolean;
}

/** Starts what TEST_DATABASE_URL and TEST_REDIS_URL do not name, and throws it away at dispose. */
export async function startServices({ durable = false }: ServicesOptions = {}): Promise<TestServices> {
  const given = urlsSchema.parse({
    databaseUrl: process.env.TEST_DATABASE_URL || undefined,
    redisUrl: process.env.TEST_REDIS_URL || undefined,
  });
  const needed = [...(given.databaseUrl ? [] : ['postgres']), ...(given.redisUrl ? [] : ['redis'])];
  if (needed.length === 0) return { ...completeSchema.parse(given), [Symbol.asyncDispose]: async () => {} };

  const args = [program, ...needed, ...(durable ? ['durable'] : [])];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  for await (const line of createInterface({ input: child.stdout })) {
    const urls = completeSchema.parse({ ...given, ...urlsSchema.parse(JSON.parse(line)) });
    return {
      ...urls,
      [Symbol.asyncDispose]: async () => {
        child.stdin.end();
        await ended;
      },
    };
  }
  throw new Error('PostgreSQL or Redis for the tests did not start');
}
