/**
 * What those who use the server as it is meant wait for while others are hostile to it: `npm run test:load`. It starts the server as it runs in
 * production, with its limits at their defaults, and measures in turn: quiet, with each hostility, and with all of them at once. Prints a table and writes
 * all figures to .cache/load/results.json. `--seconds N` (10) is how long each is measured, `--rounds N` (2) how often: the table shows medians.
 * Needs Linux, where the loopback interface has more than one address. Exit code 1 if an aim is missed, or if one of them was refused anything.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import type { Memory } from '../../bench/support/MeasuredProcess.ts';
import { describeMachine } from '../../bench/support/machine.ts';
import type { Figures } from '../../bench/support/Part.ts';
import { judge } from '../../bench/support/Row.ts';
import { formatTable } from '../../bench/support/table.ts';
import { complaintsAbout, totalOf } from './complaints.ts';
import { hostilityNames } from './hostilities.ts';
import { everything, megabyte, quiet, rows } from './rows.ts';
import { type SlotResult, Stage } from './Stage.ts';

const directory = path.resolve(import.meta.dirname, '../../../.cache/load');
const warmUpSeconds = 5;

const { values } = parseArgs({ options: { seconds: { type: 'string' }, rounds: { type: 'string' } } });
const { seconds, rounds } = z
  .object({ seconds: z.coerce.number().positive().default(10), rounds: z.coerce.number().int().positive().default(2) })
  .parse(values);

const slots = hostilityNames.map((name) => ({ name: name as string, hostilities: [name] as const }));
const half = Math.ceil(slots.length / 2);
const still = { name: quiet, hostilities: [] };
const round = [
  still,
  ...slots.slice(0, half),
  still,
  ...slots.slice(half),
  { name: everything, hostilities: hostilityNames },
];

await mkdir(directory, { recursive: true });
await using stage = await Stage.open(path.join(directory, 'logs'));
const machine = describeMachine(stage.bench.cores);

const inMegabytes = (when: string, { used, rss }: Memory): Figures => ({
  [`${when} used`]: used / megabyte,
  [`${when} rss`]: rss / megabyte,
});

await stage.slot('warm-up', [], warmUpSeconds);
const before = inMegabytes('before', await stage.memory());
const results: (SlotResult & { readonly name: string })[] = [];
for (let number = 1; number <= rounds; number += 1) {
  for (const { name, hostilities } of round) {
    const beganAt = performance.now();
    const result = await stage.slot(name, hostilities, seconds);
    results.push({ name, ...result });
    process.stderr.write(`${number}/${rounds}: ${name}, ${((performance.now() - beganAt) / 1_000).toFixed(1)} s\n`);
  }
}
const after = inMegabytes('after', await stage.memory());
const peaks = results.filter(({ name }) => name === everything).map(({ memory }) => inMegabytes('peak', memory));

const figures = [before, after, ...peaks, ...results.map((result) => result.figures)];
const outcomes = rows.map((row) => judge(row, figures));
const complaints = complaintsAbout(results);
const tallies = Object.fromEntries(
  hostilityNames.map((name) => [name, totalOf(results.map((result) => result.tallies[name] ?? {}))]),
);
const file = path.join(directory, 'results.json');
await writeFile(
  file,
  `${JSON.stringify({ machine, seconds, rounds, outcomes, tallies, complaints, results }, undefined, 2)}\n`,
);

const { cores, cpu, platform, node, pinned, loadAverage, date } = machine;
process.stdout.write(
  `\n${cores} cores (${cpu}), ${platform}, Node ${node}, ${pinned ? 'the server on a core of its own' : 'not pinned'}, ` +
    `load average ${loadAverage} at the start, ${date}; medians of ${rounds} rounds\n\n${formatTable(outcomes)}\n\n`,
);
for (const [name, tally] of Object.entries(tallies)) {
  const parts = Object.entries(tally).map(([what, times]) => `${what} ${times.toLocaleString('en')}`);
  process.stdout.write(`${name}: ${parts.join(', ')}\n`);
}
process.stdout.write(`\n${file}\n`);
for (const complaint of complaints) process.stdout.write(`\n${complaint}\n`);
process.exitCode = complaints.length > 0 || outcomes.some(({ isMet }) => isMet === false) ? 1 : 0;
