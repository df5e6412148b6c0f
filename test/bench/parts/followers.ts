import { z } from 'zod';
import { AddUrl } from '../../support/client.operations.ts';
import { eventually } from '../../support/eventually.ts';
import type { Bench, Place } from '../support/Bench.ts';
import { bulkLoad } from '../support/bulkLoad.ts';
import { KeepAliveClient } from '../support/KeepAliveClient.ts';
import { type Figures, unprepared } from '../support/Part.ts';
import { percentilesOf } from '../support/percentiles.ts';
import { Saves } from '../support/saves.ts';

const followers = 100_000;
const warmUpSaves = 20;
const measuredSaves = 100;
/** The worker is killed when so many were told. */
const killedAt = followers / 3;
const limitMs = 300_000;
const env = { CARD_METADATA: 'off' };

const counts = z.tuple([
  z.object({
    told: z.coerce.number(),
    notified: z.coerce.number(),
    twice: z.coerce.number(),
    undone: z.coerce.number(),
  }),
]);

/** What a save costs its maker who has 100,000 followers, and how fast these are told: by a worker, and by one that is killed on the way. */
export const followed = unprepared('followers', (bench) => ({ ours: () => ours(bench) }));

async function ours(bench: Bench): Promise<Figures> {
  await using opened = new AsyncDisposableStack();
  const place = opened.use(await bench.place());
  const saves = opened.use(await Saves.open(place.databaseUrl));
  const [star = '', nobody = ''] = await saves.introduce(2);
  await follow(saves, star);
  const server = opened.use(await bench.ours(place, env));
  const client = async (did: string) => opened.use(new KeepAliveClient(server.url, await bench.tokenOf(did)));
  const [ofStar, ofNobody] = [await client(star), await client(nobody)];

  await saveInTurn(ofStar, ofNobody, warmUpSaves);
  const took = await saveInTurn(ofStar, ofNobody, measuredSaves);
  const rate = await tellAll({ bench, place, saves, client: ofStar });
  const recoveredMs = await tellAllThoughKilled({ bench, place, saves, client: ofStar });
  return {
    'followers mutation': percentilesOf(took.star).p50,
    'followers mutation of nobody': percentilesOf(took.nobody).p50,
    'followers told': rate,
    'followers told though killed': recoveredMs / 1_000,
  };
}

async function follow(saves: Saves, star: string): Promise<void> {
  await saves.query(
    `INSERT INTO curators (id, created_at) SELECT 'did:plc:n' || n, now() FROM generate_series(1, $1::int) n`,
    [followers],
  );
  await bulkLoad(saves, 'follows', () =>
    saves.query(
      `INSERT INTO follows SELECT gen_random_uuid(), 'did:plc:n' || n, $1, now() FROM generate_series(1, $2::int) n`,
      [star, followers],
    ),
  );
  await saves.query('VACUUM ANALYZE');
}

/** How long each took, in ms. Nothing is told meanwhile: no worker runs, so what they cost is their own. */
async function saveInTurn(star: KeepAliveClient, nobody: KeepAliveClient, count: number) {
  const took = { star: new Array<number>(), nobody: new Array<number>() };
  for (let nth = 0; nth < count; nth += 1) {
    took.star.push(await save(star));
    took.nobody.push(await save(nobody));
  }
  return took;
}

async function save(client: KeepAliveClient): Promise<number> {
  const beganAt = performance.now();
  const url = `https://example.org/followed/${crypto.randomUUID()}`;
  return (await client.mutate(AddUrl, { url }, 'AddUrlToLibraryPayload')) - beganAt;
}

interface Telling {
  readonly bench: Bench;
  readonly place: Place;
  readonly saves: Saves;
  readonly client: KeepAliveClient;
}

/** Followers told per second, from the first to the last. */
async function tellAll(telling: Telling): Promise<number> {
  await saveAlone(telling);
  await using _worker = await startWorker(telling);
  await progressTo(telling, 1);
  const [beganAt, before] = [performance.now(), (await progress(telling)).told];
  await allTold(telling);
  return ((followers - before) / (performance.now() - beganAt)) * 1_000;
}

/** Kills the worker in the middle, and starts another. Resolves to how long after that all were told, each once, in ms. */
async function tellAllThoughKilled(telling: Telling): Promise<number> {
  await saveAlone(telling);
  {
    await using _killed = await startWorker(telling);
    await progressTo(telling, killedAt);
  }
  const { told } = await progress(telling);
  if (told >= followers) throw new Error('the worker was not killed in the middle: it had told all');
  const beganAt = performance.now();
  await using _other = await startWorker(telling);
  await allTold(telling);
  return performance.now() - beganAt;
}

const startWorker = ({ bench, place }: Telling) => bench.ours(place, { ...env, ROLE: 'worker' });

/** The only save that is still to be told of: the others are as good as told. */
async function saveAlone({ saves, client }: Telling): Promise<void> {
  await saves.query('UPDATE event_deliveries SET done_at = now() WHERE done_at IS NULL');
  await saves.query('TRUNCATE notifications, notification_causes');
  await save(client);
}

const progressTo = (telling: Telling, told: number) =>
  eventually(async () => (await progress(telling)).told >= told, { withinMs: limitMs, everyMs: 20 });

/** Resolves when every delivery is done. Rejects unless every follower then has one notification of one cause. */
async function allTold(telling: Telling): Promise<void> {
  await eventually(async () => (await progress(telling)).undone === 0, { withinMs: limitMs, everyMs: 50 });
  const { told, notified, twice } = await progress(telling);
  if (told !== followers || notified !== followers || twice !== 0)
    throw new Error(
      `${told} causes and ${notified} notifications of ${followers} followers, ${twice} of whom have several`,
    );
}

async function progress({ saves }: Telling) {
  const rows = await saves.query(
    `SELECT (SELECT count(*) FROM notification_causes) AS told,
            (SELECT count(*) FROM notifications WHERE actor_count = 1 AND retracted_at IS NULL) AS notified,
            (SELECT count(*) FROM (SELECT FROM notifications GROUP BY recipient_id HAVING count(*) > 1) several) AS twice,
            (SELECT count(*) FROM event_deliveries WHERE done_at IS NULL) AS undone`,
  );
  return counts.parse(rows)[0];
}
