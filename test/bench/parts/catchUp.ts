import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { encodeLiveCursor } from '../../../src/shared/application/live/LiveCursor.ts';
import { TimeoutError } from '../../../src/shared/infrastructure/withTimeout.ts';
import type { Bench, Place } from '../support/Bench.ts';
import { feedDocument } from '../support/FanOut.ts';
import { LoadClient } from '../support/LoadClient.ts';
import type { Figures, Part } from '../support/Part.ts';
import { Saves } from '../support/saves.ts';

const program = fileURLToPath(new URL('../tasks/sqlPaging.ts', import.meta.url));
const rate = z.object({ perSecond: z.number() });
const heads = z.tuple([z.object({ epoch: z.string(), head: z.coerce.number() })]);

const behind = 100_000;
/** Changes in one statement. */
const page = 1_000;
const limitMs = 20_000;

/** A subscriber who has missed 100,000 changes: how many it gets per second until it has them all, or twenty seconds are over. */
export const catchUp: Part = {
  name: 'catch-up',
  open: async (bench) => {
    await using opened = new AsyncDisposableStack();
    const place = opened.use(await bench.place());
    const epoch = await fill(place);
    const { databaseUrl } = place;
    const parts = opened.move();
    return {
      measurements: () => ({
        ours: () => ours(bench, place, epoch),
        'by SQL': async () => ({
          'catch-up sql': rate.parse(await bench.task(program, { databaseUrl, changes: behind, page })).perSecond,
        }),
      }),
      [Symbol.asyncDispose]: () => parts.disposeAsync(),
    };
  },
};

async function fill({ databaseUrl }: Place): Promise<string> {
  await using saves = await Saves.open(databaseUrl);
  const curators = await saves.introduce(100);
  for (let saved = 0; saved < behind; saved += 10_000) {
    await saves.commit(Array.from({ length: 10_000 }, (_, index) => curators[index % curators.length] ?? ''));
  }
  await saves.query(`SELECT sequence_feed_changes(${behind})`);
  await saves.query('VACUUM ANALYZE');
  const [{ epoch, head }] = heads.parse(await saves.query('SELECT epoch, head FROM feed_head'));
  if (head !== behind) throw new Error(`the head is at ${head}, not at ${behind}`);
  return epoch;
}

async function ours(bench: Bench, place: Place, epoch: string): Promise<Figures> {
  await using server = await bench.ours(place);
  await using load = new LoadClient();
  const after = encodeLiveCursor({ log: 'feeds', epoch, position: 0 });
  const beganAt = performance.now();
  const document = feedDocument(`{ global: true }, after: "${after}"`);
  await load.open({ url: `${server.url}/graphql`, document, tokens: [null] });
  try {
    await load.inAll(behind, limitMs);
  } catch (error) {
    if (!(error instanceof TimeoutError)) throw error;
  }
  const elapsedMs = performance.now() - beganAt;
  return { 'catch-up ours': ((await load.count()) / elapsedMs) * 1_000 };
}
