import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { poison } from '../../e2e/orders.ts';
import { query } from '../../support/databaseServer.ts';
import { eventually } from '../../support/eventually.ts';
import { curators } from '../support/cast.ts';
import type { Scenario } from '../support/Scenario.ts';
import type { World } from '../support/World.ts';

const leaseMs = 2_000;
const stalledIntervalMs = 1_000;
const maxStarts = 2;
const unknownEventDelayMs = 1_000;
/** On a machine that has much else to do, a process that ended may take half a minute to be replaced. */
const patienceMs = 120_000;

/** Of an event that no release knows yet. */
const unknownVersion = 99;

const letter = z.object({ key: z.string(), attempts: z.number(), isDead: z.boolean(), error: z.string().nullable() });
const letters = z.array(letter);
type Letter = z.infer<typeof letter>;

/** It ends among the dead letters, alone: the rest goes on, also what ended with its processes. After a fix it is delivered. */
export const poisonedHandlers: Scenario = {
  name: 'poison',
  fault: 'an event whose handler always throws, or kills its process; an event that is newer than the code',
  // Whoever is killed takes other jobs along.
  bounds: { feedMs: 5_000, handlersMs: 60_000, mutationMs: 5_000 },
  world: {
    workers: 2,
    timing: {
      worker: { lockMs: leaseMs, stalledIntervalMs },
      relay: { leaseMs },
      retries: { maxStarts, leaseMs, firstBackoffMs: 100, maxBackoffMs: 500, unknownEventDelayMs },
    },
  },
  isLong: true,
  async run(world, random) {
    const [ada = ''] = curators;
    const [api] = world.apis;
    if (!api) throw new Error('unreachable: it was started');
    await using nursing = nurse(world);
    await delay(random.int(300, 1_000));
    await addUnknownEvents(world);
    for (const prefix of [poison.throws, poison.kills]) {
      const subject = prefix + random.int(1, 1_000_000);
      const { outcome } = await world.mutations.ask(api.url, { actor: ada, action: 'save', subject });
      if (outcome !== 'acknowledged') world.problems.push(`poison was ${outcome}`);
    }

    const dead = await eventually(() => deadPoison(world), { withinMs: patienceMs, everyMs: 200 });
    for (const { attempts, error } of dead) world.notes.push(`dead after ${attempts} starts: ${error?.split('\n')[0]}`);
    if (dead.some(({ attempts }) => attempts < maxStarts)) world.problems.push('dead before its attempts');
    for (const { key, error } of await deadInnocents(world)) world.problems.push(`${key} died of the others: ${error}`);
    await eventually(() => unknownEventsAreRight(world), { withinMs: patienceMs, everyMs: 200 });

    await nursing.stop();
    for (const worker of world.workers) await worker.obey('be cured');
    await redrive(world);
    await delay(random.int(500, 1_000));
  },
};

/** A new worker for each that ends, as a supervisor does. */
function nurse(world: World) {
  const stop = new AbortController();
  const nursed = new Set<number>();
  const watch = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      for (const worker of world.workers) {
        if (nursed.has(worker.pid)) continue;
        nursed.add(worker.pid);
        world.expectEnd(worker);
      }
      if (world.workers.length < 2) await world.start('worker');
      await delay(50);
    }
  };
  const watching = watch();
  const end = async (): Promise<void> => {
    stop.abort();
    await watching;
  };
  return { stop: end, [Symbol.asyncDispose]: end };
}

const isPoison = `(d.handler = 'notify-followers-of-save' AND e.payload->>'url' LIKE 'https://poison.example/%')`;

async function deadLetters(world: World, which: string) {
  const rows = await query(
    world.databaseUrl,
    `SELECT d.handler || ' ' || d.event_id || ' ' || d.page AS key, d.attempts, d.dead_at IS NOT NULL AS "isDead", d.last_error AS error
     FROM event_deliveries d JOIN domain_events e ON e.id = d.event_id
     WHERE d.dead_at IS NOT NULL AND e.version < ${unknownVersion} AND ${which}`,
  );
  return letters.parse(rows);
}

async function deadPoison(world: World) {
  const dead = await deadLetters(world, isPoison);
  if (dead.length !== 2) throw new Error(`${dead.length} poisoned deliveries are dead letters, not 2`);
  return dead;
}

/** The poisoned event's other handler, and whoever else was at work in a process that it ended. */
const deadInnocents = (world: World) => deadLetters(world, `NOT ${isPoison}`);

const savedHandlers = "'{notify-card-saved,notify-followers-of-save}'::text[]";

/** Two events of a version to come, one of them of yesterday. */
async function addUnknownEvents(world: World): Promise<void> {
  await query(
    world.databaseUrl,
    `WITH recorded AS (
       INSERT INTO domain_events (id, type, version, aggregate_type, aggregate_id, correlation_id, payload, occurred_at)
       SELECT gen_random_uuid(), 'CardAddedToLibrary', ${unknownVersion}, 'Card', 'future', gen_random_uuid(), '{}', now() - age
       FROM unnest('{0 h,25 h}'::interval[]) AS age RETURNING id)
     INSERT INTO event_deliveries (handler, event_id, available_at)
     SELECT handler, id, now() FROM recorded, unnest(${savedHandlers}) AS handler`,
  );
}

/**
 * The young one waits, the old one is a dead letter; no start counts but one that a process did not survive which somebody else's poison ended.
 * Then an operator gives both up: nobody will ever do them.
 */
async function unknownEventsAreRight(world: World): Promise<void> {
  const sql = `SELECT d.handler AS key, d.attempts, d.dead_at IS NOT NULL AS "isDead", d.last_error AS error
    FROM event_deliveries d JOIN domain_events e ON e.id = d.event_id WHERE e.version = ${unknownVersion} ORDER BY e.occurred_at`;
  const all = letters.parse(await query(world.databaseUrl, sql));
  const [old, young] = [all.slice(0, 2), all.slice(2)];
  const isPutOff = ({ attempts, error }: Letter): boolean =>
    attempts < maxStarts && error?.startsWith('UnknownEventError') === true;
  const areDead = old.length === 2 && old.every((letter) => letter.isDead && isPutOff(letter));
  const areWaiting = young.length === 2 && young.every((letter) => !letter.isDead && isPutOff(letter));
  if (!areDead || !areWaiting) throw new Error(`events of a version to come: ${JSON.stringify(all)}`);
  await query(
    world.databaseUrl,
    `UPDATE event_deliveries d SET done_at = now(), dead_at = NULL FROM domain_events e WHERE e.id = d.event_id AND e.version = ${unknownVersion}`,
  );
}

/** Nobody but the poisoned: whoever else is dead stays so, and is told as lost. */
async function redrive(world: World): Promise<void> {
  await query(
    world.databaseUrl,
    `UPDATE event_deliveries d SET dead_at = NULL, attempts = 0, claimed_until = NULL, available_at = now()
     FROM domain_events e WHERE e.id = d.event_id AND d.dead_at IS NOT NULL AND ${isPoison}`,
  );
}
