import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { isErrno } from './errno.ts';

/** What a running PostgreSQL notes in `postmaster.pid`. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  readonly status: string;
}

/** Undefined when there is no such file, or not yet a whole one. Its lines: pid, directory, start time, port, …, status as the eighth. */
export async function readPostmaster(cluster: string): Promise<Postmaster | undefined> {
  let lines: string[];
  try {
    lines = (await readFile(path.join(cluster, 'postmaster.pid'), 'utf8')).split('\n').map((line) => line.trim());
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return undefined;
    throw error;
  }
  const [pid, , , port] = lines.map(Number);
  return pid && port ? { pid, port, status: lines[7] ?? '' } : undefined;
}
