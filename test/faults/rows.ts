import { apiKilledAfterCommit } from './rows/apiKilledAfterCommit.ts';
import { apiKilledBeforeCommit } from './rows/apiKilledBeforeCommit.ts';
import { clocksApart } from './rows/clocksApart.ts';
import { poisonedHandlers } from './rows/poisonedHandlers.ts';
import { postgresInTrouble } from './rows/postgresInTrouble.ts';
import { redisFrozen } from './rows/redisFrozen.ts';
import { redisKilled } from './rows/redisKilled.ts';
import { relayKilled } from './rows/relayKilled.ts';
import { rollingRestart } from './rows/rollingRestart.ts';
import { slowReader } from './rows/slowReader.ts';
import { workerFrozen } from './rows/workerFrozen.ts';
import { workerKilled } from './rows/workerKilled.ts';
import { inOneWorld } from './support/inOneWorld.ts';
import type { Scenario } from './support/Scenario.ts';

const firstRows: readonly Scenario[] = [
  apiKilledAfterCommit,
  apiKilledBeforeCommit,
  workerKilled,
  relayKilled,
  redisKilled,
];

/** What `npm test` runs of them. */
export const firstFaults = inOneWorld('first-faults', firstRows, workerKilled.world);

/** The table of faults. */
export const rows: readonly Scenario[] = [
  ...firstRows,
  redisFrozen,
  postgresInTrouble,
  rollingRestart,
  workerFrozen,
  slowReader,
  clocksApart,
  poisonedHandlers,
];
