import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { curators } from '../support/cast.ts';
import type { Random } from '../support/Random.ts';
import type { Scenario } from '../support/Scenario.ts';
import type { World } from '../support/World.ts';

/** What mutations may be answered with, if they are. */
const typed = new Set(['SERVICE_UNAVAILABLE', undefined]);

/** Everything stops, says so, and goes on by itself. */
export const postgresInTrouble: Scenario = {
  name: 'postgres-in-trouble',
  fault: 'PostgreSQL restarted; pool exhausted; deadlocks; network cut without FIN',
  // A statement may take 10 s before it is given up, a connection 5 s to come, and one that is cut off is given up after 12 s.
  bounds: { feedMs: 15_000, handlersMs: 20_000, mutationMs: 16_000 },
  world: { postgresByProxy: true },
  isLong: true,
  async run(world, random) {
    for (const strike of [crash, restart, exhaust, deadlock, cutOff]) {
      await delay(random.int(300, 1_500));
      await world.outage(() => strike(world, random));
    }
    await delay(random.int(1_000, 2_000));
    const codes = new Set(world.ledger.entries.flatMap(({ outcome, code }) => (outcome === 'unknown' ? [code] : [])));
    for (const code of codes) if (!typed.has(code)) world.problems.push(`mutations were answered with ${code}`);
  },
};

async function crash(world: World, random: Random): Promise<void> {
  await world.services.order('kill PostgreSQL');
  await delay(random.int(0, 3_000));
  await world.services.order('start PostgreSQL');
}

async function restart(world: World, random: Random): Promise<void> {
  await world.services.order('stop PostgreSQL');
  await delay(random.int(0, 3_000));
  await world.services.order('start PostgreSQL');
}

/** Somebody else holds what every mutation needs, so that all connections wait for it. */
async function exhaust(world: World, random: Random): Promise<void> {
  const narrow = await world.start('api', { env: { DATABASE_POOL_SIZE: '1' } });
  await withClient(world, async (client) => {
    await client.query('BEGIN; LOCK TABLE library_memberships, follows IN ACCESS EXCLUSIVE MODE');
    await delay(random.int(2_000, world.isBrief ? 3_000 : 8_000));
    await client.query('ROLLBACK');
  });
  world.expectEnd(narrow);
  await narrow.stop();
}

/** Somebody else locks what mutations lock, the other way round. */
async function deadlock(world: World, random: Random): Promise<void> {
  for (let times = 0; times < 5; times += 1) {
    await withClient(world, async (client) => {
      try {
        const curator = random.pick(curators);
        await client.query('BEGIN');
        await client.query('SELECT FROM feed_activities WHERE actor_id = $1 FOR UPDATE', [curator]);
        await delay(random.int(200, 600));
        await client.query('SELECT FROM library_memberships WHERE curator_id = $1 FOR UPDATE', [curator]);
        await client.query('SELECT FROM cards WHERE author_id = $1 FOR UPDATE', [curator]);
        await client.query('COMMIT');
      } catch (error) {
        // Whom PostgreSQL chooses to end the circle is not ours to say.
        if (!(error instanceof pg.DatabaseError && error.code === '40P01')) throw error;
        world.notes.push('a deadlock ended on our side');
      }
    });
  }
}

/** The connections of before stay dead for ever. */
async function cutOff(world: World, random: Random): Promise<void> {
  world.postgresProxy?.cut();
  await delay(random.int(1_000, 3_000));
  world.postgresProxy?.mend();
}

async function withClient(world: World, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: world.databaseUrl });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
