import { cpus, loadavg } from 'node:os';
import type { Cores } from './cores.ts';

/** What figures depend on, to be told with them. */
export interface Machine {
  readonly cores: number;
  readonly cpu: string;
  readonly platform: string;
  readonly node: string;
  /** Undefined: nothing was pinned. */
  readonly pinned: Cores | undefined;
  /** Of the last minute, when the run began: below 1, the machine was idle. */
  readonly loadAverage: number;
  /** ISO 8601. */
  readonly date: string;
}

export function describeMachine(pinned: Cores | undefined): Machine {
  return {
    cores: cpus().length,
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    platform: `${process.platform} ${process.arch}`,
    node: process.version,
    pinned,
    loadAverage: Math.round((loadavg()[0] ?? 0) * 100) / 100,
    date: new Date().toISOString(),
  };
}
