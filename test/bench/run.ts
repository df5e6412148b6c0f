/**
 * What the server can do, beside the obvious implementation and its peers in the same run: `npm run bench`. Prints a table and writes every
 * figure to .cache/bench/results.json. `--only PART` (repeatable) runs some parts, `--rounds N` changes how often each is measured (default
 * 3; the table shows medians). Run it on an idle machine. Exit code 1 if something could not be measured; an aim that is missed is none.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { scriptOptions } from '../support/scriptOptions.ts';
import { parts } from './parts.ts';
import { rows } from './rows.ts';
import { Bench } from './support/Bench.ts';
import { installPeers } from './support/installPeers.ts';
import { describeMachine } from './support/machine.ts';
import { judge, type Outcome } from './support/Row.ts';
import { type PartResult, runPart } from './support/runPart.ts';
import { formatTable } from './support/table.ts';

const directory = path.resolve(import.meta.dirname, '../../.cache/bench');
const names = parts.map(({ name }) => name);

const { only, rounds } = scriptOptions(
  { only: { type: 'string', multiple: true }, rounds: { type: 'string' } },
  z.object({
    only: z.array(z.enum(names)).default(names),
    rounds: z.coerce.number().int().positive().default(3),
  }),
);

await mkdir(directory, { recursive: true });
await installPeers();
await using bench = await Bench.open(path.join(directory, 'logs'));
const machine = describeMachine(bench.cores);

const file = path.join(directory, 'results.json');
const results: PartResult[] = [];
const outcomesOf = (measured: readonly PartResult[]): Outcome[] => {
  const figures = measured.flatMap(({ rounds: all }) => all);
  const done = new Set(measured.map(({ name }) => name));
  return rows.filter(({ part }) => done.has(part)).map((row) => judge(row, figures));
};
for (const part of parts.filter(({ name }) => only.includes(name))) {
  results.push(await runPart(part, bench, rounds));
  // Each time: who stops a long run has what was measured until then.
  const report = { machine, outcomes: outcomesOf(results), results };
  await writeFile(file, `${JSON.stringify(report, undefined, 2)}\n`);
}
const outcomes = outcomesOf(results);

const { cores, cpu, platform, node, pinned, loadAverage, date } = machine;
process.stdout.write(
  `\n${cores} cores (${cpu}), ${platform}, Node ${node}, ${pinned ? 'servers on a core of their own' : 'not pinned'}, ` +
    `load average ${loadAverage} at the start, ${date}; medians of ${rounds}\n\n${formatTable(outcomes)}\n\n${file}\n`,
);
for (const { name, failures } of results) {
  for (const failure of failures) process.stdout.write(`${name} was not measured in full: ${failure}\n`);
}
process.exitCode = results.some(({ failures }) => failures.length > 0) ? 1 : 0;
