import { readFile } from 'node:fs/promises';

/** Whether a process was stopped by a signal. */
export async function isStopped(pid: number): Promise<boolean> {
  return /^State:\s+T/m.test(await readFile(`/proc/${pid}/status`, 'utf8'));
}

/** Its memory that is in RAM, in MB. */
export async function residentMb(pid: number): Promise<number> {
  const kb = /^VmRSS:\s+(\d+) kB/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kb) / 1_024;
}
