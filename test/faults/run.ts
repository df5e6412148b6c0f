/**
 * Every row of the table of faults, with real processes, on a PostgreSQL and a Redis of its own. `--seed S` repeats a run, `--only ROW` runs one row, and
 * `--minutes N` all of them again and again, with new seeds. Exit code 1 if anything was lost, doubled, out of order, phantom or late.
 */
import { randomInt } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { scriptOptions } from '../support/scriptOptions.ts';
import { rows } from './rows.ts';
import { OwnServices } from './support/OwnServices.ts';
import { Random } from './support/Random.ts';
import { describeFailure, formatTable, hasFailed } from './support/report.ts';
import { type RowResult, runRow } from './support/runRow.ts';
import type { Scenario } from './support/Scenario.ts';

const cache = '.cache/faults';
/** Rows at the same time, each on services of its own. They wait for more than half of their time, on two processors. */
const lanes = 3;

/** In a run of all rows. */
const fewestMutations = 2_000;

const { minutes, seed, only, brief } = scriptOptions(
  {
    minutes: { type: 'string' },
    seed: { type: 'string' },
    only: { type: 'string', multiple: true },
    brief: { type: 'boolean' },
  },
  z.object({
    minutes: z.coerce.number().positive().optional(),
    seed: z.coerce
      .number()
      .int()
      .nonnegative()
      .default(() => randomInt(2 ** 31)),
    only: z.array(z.enum(rows.map(({ name }) => name))).optional(),
    brief: z.boolean().default(false),
  }),
);

const chosen = only ? rows.filter(({ name }) => only.includes(name)) : rows;
const longFirst = chosen.toSorted((one, other) => Number(other.isLong ?? false) - Number(one.isLong ?? false));
const until = performance.now() + (minutes ?? 0) * 60_000;
const results: RowResult[] = [];

function* queue(): Generator<{ scenario: Scenario; random: Random; directory: string }, undefined> {
  for (let round = 0; round === 0 || performance.now() < until; round += 1) {
    for (const scenario of longFirst) {
      if (round > 0 && performance.now() >= until) return;
      // The first round of a seed is the one that `--only` repeats.
      const random = new Random(seed + round).fork(scenario.name);
      yield { scenario, random, directory: path.join(cache, `${round}-${scenario.name}`) };
    }
  }
}

async function work(due: ReturnType<typeof queue>): Promise<void> {
  await using services = await OwnServices.start();
  for (let next = due.next(); !next.done; next = due.next()) {
    const { scenario, random, directory } = next.value;
    const result = await runRow(scenario, { services, random, directory, isBrief: brief });
    results.push(result);
    process.stdout.write(
      `${hasFailed(result) ? 'FAILED' : 'ok'} ${result.name}, ${Math.round(result.tookMs / 1_000)} s\n`,
    );
    for (const note of result.notes) process.stdout.write(`  ${note}\n`);
    if (hasFailed(result)) process.stdout.write(`${describeFailure(result)}\n  ${directory}\n`);
  }
}

await rm(cache, { recursive: true, force: true });
await mkdir(cache, { recursive: true });
process.stdout.write(`seed ${seed}: npm run test:faults -- --seed ${seed}\n`);
const due = queue();
const outcomes = await Promise.allSettled(Array.from({ length: Math.min(lanes, chosen.length) }, () => work(due)));
const order = chosen.map(({ name }) => name);
const sorted = results.toSorted((one, other) => order.indexOf(one.name) - order.indexOf(other.name));
await writeFile(path.join(cache, 'results.json'), JSON.stringify({ seed, results: sorted }, undefined, 2));

const mutations = results.reduce((sum, result) => sum + result.mutations, 0);
const tookSeconds = Math.round(performance.now() / 1_000);
process.stdout.write(`\n${formatTable(sorted)}\n\n${mutations} mutations in ${tookSeconds} s, seed ${seed}\n`);
for (const outcome of outcomes) if (outcome.status === 'rejected') console.error(outcome.reason);
const isWhole = !only && !brief;
const isTooQuiet = isWhole && mutations < fewestMutations;
if (isTooQuiet) process.stdout.write(`too few mutations to have shown anything: ${fewestMutations} are expected\n`);
process.exitCode =
  isTooQuiet || results.some(hasFailed) || outcomes.some(({ status }) => status === 'rejected') ? 1 : 0;
