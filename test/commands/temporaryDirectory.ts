import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** An empty directory of one test's own; disposing removes it. */
export async function temporaryDirectory(): Promise<{ readonly directory: string } & AsyncDisposable> {
  const directory = await mkdtemp(path.join(tmpdir(), 'commonplace-command-'));
  return { directory, [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }) };
}
