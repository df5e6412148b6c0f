import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { firstRows } from './rows.ts';
import { OwnServices } from './support/OwnServices.ts';
import { Random } from './support/Random.ts';
import { describeFailure, hasFailed } from './support/report.ts';
import { runRow } from './support/runRow.ts';

/** All rows, at random: npm run test:faults. */
const seed = 1;
/** They run together, and others use the machine too: here it is about what is lost, doubled, out of order or phantom. */
const slack = 10;

let shared: OwnServices;
let directory: string;

beforeAll(async () => {
  shared = await OwnServices.start();
  directory = await mkdtemp(path.join(tmpdir(), 'commonplace-faults-'));
});
afterAll(async () => {
  await shared[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

// Most of a row is waiting: for a fault, for leases to end, for those who come back.
describe.concurrent('nothing is lost, doubled or out of order', () => {
  for (const scenario of firstRows) {
    it(`after ${scenario.fault}`, { timeout: 240_000 }, async () => {
      await using own = scenario.breaksServices ? await OwnServices.start() : undefined;
      const random = new Random(seed).fork(scenario.name);
      const ofRow = path.join(directory, scenario.name);
      const result = await runRow(scenario, {
        services: own ?? shared,
        random,
        directory: ofRow,
        isBrief: true,
        slack,
      });
      expect(hasFailed(result), describeFailure(result)).toBe(false);
      expect(result.mutations).toBeGreaterThan(20);
    });
  }
});
