/**
 * What those who use the server as it is meant wait for while others are hostile to it: `npm run test:load`. It starts the server as it runs in
 * production, with its limits at their defaults, and measures in turn: quiet, with each hostility, and with all of them at once. Prints a table and writes
 * all figures to .cache/load/results.json. `--seconds N` (10) is how long each is measured, `--rounds N` (2) how often: the table shows medians. `--only NAME` (repeatable) measures some.
 * Needs Linux, where the loopback interface has more than one address. Exit code 1 if an aim is missed, or if one of them was refused anything.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { Memory } from '../../bench/support/MeasuredProcess.ts';
import { describeMachine } from '../../bench/support/machine.ts';
import type { Figures } from '../../bench/support/Part.ts';
import { judge } from '../../bench/support/Row.ts';
import { formatTable } from '../../bench/support/table.ts';
import { scriptOptions } from '../../support/scriptOptions.ts';
import { complaintsAbout, totalOf } from './complaints.ts';
import { hostilityNames } from './hostilities.ts';
import { everything, megabyte, quiet, rows } from './rows.ts';
import { type SlotResult, Stage } from './Stage.ts';

const directory = path.resolve(import.meta.dirname, '../../../.cache/load');
const everyName = [...hostilityNames, everything] as const;

const { seconds, rounds, only } = scriptOptions(
  { seconds: { type: 'string' }, rounds: { type: 'string' }, only: { type: 'string', multiple: true } },
  z.object({
    seconds: z.coerce.number().positive().default(10),
    rounds: z.coerce.number().int().positive().default(2),
    only: z.array(z.enum(everyName)).default([...everyName]),
  }),
);

const names: readonly string[] = only;
const loud = [
  ...hostilityNames.map((name) => ({ name, hostilities: [name] })),
  { name: everything, hostilities: hostilityNames },
].filter(({ name }) => names.includes(name));
const half = Math.ceil(loud.length / 2);
const still = { name: quiet, hostilities: [] };
const round = [still, ...loud.slice(0, half), still, ...loud.slice(half)];

await mkdir(directory, { recursive: true });
await using stage = await Stage.open(path.join(directory, 'logs'));
const machine = describeMachine(stage.bench.cores);

const inMegabytes = (when: string, { used, rss }: Memory): Figures => ({
  [`${when} used`]: used / megabyte,
  [`${when} rss`]: rss / megabyte,
});

const before = inMegabytes('before', await stage.memory());
const file = path.join(directory, 'results.json');
const results: (SlotResult & { readonly name: string })[] = [];

/** Each time: who stops a long run has what was measured until then. */
async function report() {
  const after = inMegabytes('after', await stage.memory());
  const peaks = results.filter(({ name }) => name === everything).map(({ memory }) => inMegabytes('peak', memory));
  const figures = [before, after, ...peaks, ...results.map((result) => result.figures)];
  const outcomes = rows.filter(({ about }) => names.includes(about)).map((row) => judge(row, figures));
  const complaints = complaintsAbout(results);
  const tallies = Object.fromEntries(
    hostilityNames.map((name) => [name, totalOf(results.map((result) => result.tallies[name] ?? {}))]),
  );
  const written = { machine, seconds, rounds, outcomes, tallies, complaints, results };
  await writeFile(file, `${JSON.stringify(written, undefined, 2)}\n`);
  return { outcomes, tallies, complaints };
}

for (let number = 1; number <= rounds; number += 1) {
  for (const { name, hostilities } of round) {
    const beganAt = performance.now();
    results.push({ name, ...(await stage.slot(name, hostilities, seconds)) });
    process.stderr.write(`${number}/${rounds}: ${name}, ${((performance.now() - beganAt) / 1_000).toFixed(1)} s\n`);
    await report();
  }
}
const { outcomes, tallies, complaints } = await report();

const { cores, cpu, platform, node, pinned, loadAverage, date } = machine;
process.stdout.write(
  `\n${cores} cores (${cpu}), ${platform}, Node ${node}, ${pinned ? 'the server on a core of its own' : 'not pinned'}, ` +
    `load average ${loadAverage} at the start, ${date}; medians of ${rounds} rounds\n\n${formatTable(outcomes)}\n\n`,
);
for (const [name, tally] of Object.entries(tallies).filter(([, tally]) => Object.keys(tally).length > 0)) {
  const parts = Object.entries(tally).map(([what, times]) => `${what} ${times.toLocaleString('en')}`);
  process.stdout.write(`${name}: ${parts.join(', ')}\n`);
}
process.stdout.write(`\n${file}\n`);
for (const complaint of complaints) process.stdout.write(`\n${complaint}\n`);
process.exitCode = complaints.length > 0 || outcomes.some(({ isMet }) => isMet === false) ? 1 : 0;
