import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { firstFaults } from './rows.ts';
import { OwnServices } from './support/OwnServices.ts';
import { Random } from './support/Random.ts';
import { describeFailure, hasFailed } from './support/report.ts';
import { runRow } from './support/runRow.ts';

/** All rows, at random: npm run test:faults. */
const seed = 1;
/** Others use the machine too: here it is about what is lost, doubled, out of order or phantom. */
const slack = 4;

let services: OwnServices;
let directory: string;

beforeAll(async () => {
  services = await OwnServices.start();
  directory = await mkdtemp(path.join(tmpdir(), 'commonplace-faults-'));
});
afterAll(async () => {
  await services[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

it('nothing is lost, doubled or out of order when instances, workers and Redis are killed', {
  timeout: 240_000,
}, async () => {
  const random = new Random(seed).fork(firstFaults.name);
  const result = await runRow(firstFaults, { services, random, directory, isBrief: true, slack });
  expect(hasFailed(result), describeFailure(result)).toBe(false);
  expect(result.mutations).toBeGreaterThan(100);
});
