import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Machine } from './machine.ts';
import { type Percentiles, percentilesOf } from './percentiles.ts';

/** What was measured, in ms, by what it is called in the table. */
export type Measured = Readonly<Record<string, readonly number[]>>;

export interface Figures {
  readonly title: string;
  readonly machine: Machine;
  /** Milliseconds. */
  readonly results: Readonly<Record<string, Percentiles>>;
}

export function figuresOf({
  title,
  machine,
  measured,
}: {
  readonly title: string;
  readonly machine: Machine;
  readonly measured: Measured;
}): Figures {
  const results = Object.entries(measured).map(([name, values]) => [name, percentilesOf(values)] as const);
  return { title, machine, results: Object.fromEntries(results) };
}

const columns = ['p50', 'p99', 'min', 'max'] as const;
const columnWidth = 10;

/** A small table, for reading. */
export function formatFigures({ title, machine, results }: Figures): string {
  const { cores, cpu, platform, node, loadAverage, date } = machine;
  const width = Math.max(...Object.keys(results).map((name) => name.length));
  const heads = columns.map((column) => column.padStart(columnWidth)).join('');
  const rows = Object.entries(results).map(
    ([name, values]) =>
      name.padEnd(width) + columns.map((column) => values[column].toFixed(1).padStart(columnWidth)).join(''),
  );
  return [
    title,
    `${cores} cores (${cpu}), ${platform}, Node ${node}, load average ${loadAverage} at the start, ${date}`,
    '',
    `${'milliseconds'.padEnd(width)}${heads}`,
    ...rows,
    '',
  ].join('\n');
}

/** Writes the figures and every single value, and returns where to. */
export async function keepFigures(name: string, figures: Figures, measured: Measured): Promise<string> {
  const file = path.resolve(import.meta.dirname, `../../../.cache/bench/${name}.json`);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify({ ...figures, measured }, undefined, 2)}\n`);
  return file;
}
