import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const peersDirectory = fileURLToPath(new URL('../peers/', import.meta.url));

/** Installs what the peers are made of, as their lockfile has it, unless it is there. Runs none of their scripts. */
export async function installPeers(): Promise<void> {
  const [locked, installed] = await Promise.all(
    ['package-lock.json', 'node_modules/.package-lock.json'].map(changedAt),
  );
  if (installed !== undefined && locked !== undefined && installed >= locked) return;
  process.stderr.write('installing the peers\n');
  const npm = spawn('npm', ['ci', '--ignore-scripts'], { cwd: peersDirectory, stdio: ['ignore', 'ignore', 'inherit'] });
  const [code] = await once(npm, 'exit');
  if (code !== 0) throw new Error(`npm ci in ${peersDirectory} ended with ${code}`);
}

/** In ms since 1970; undefined if there is no such file. */
async function changedAt(file: string): Promise<number | undefined> {
  try {
    return (await stat(path.join(peersDirectory, file))).mtimeMs;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
