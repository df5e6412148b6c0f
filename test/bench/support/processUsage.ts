import { readFile } from 'node:fs/promises';

/** Of /proc/<pid>/stat, which counts in hundredths of a second on every Linux. */
const ticksPerSecond = 100;

/** The CPU time that a process, with all its threads, has used so far, in user and kernel mode, in seconds. Linux alone tells it. */
export async function cpuSeconds(pid: number): Promise<number> {
  return cpuSecondsIn(await readFile(`/proc/${pid}/stat`, 'utf8'));
}

/** Throws for what is no /proc/<pid>/stat. */
export function cpuSecondsIn(stat: string): number {
  // The name of the program comes second, in parentheses, and may contain both blanks and parentheses.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [user, system] = [Number(fields[11]), Number(fields[12])];
  if (!Number.isInteger(user) || !Number.isInteger(system)) throw new Error(`no CPU times in ${JSON.stringify(stat)}`);
  return (user + system) / ticksPerSecond;
}
