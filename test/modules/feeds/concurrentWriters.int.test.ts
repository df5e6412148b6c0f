import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { FeedNotice } from '../../../src/modules/feeds/application/LiveFeed.ts';
import { type FeedChange, isItemChange } from '../../../src/modules/feeds/domain/FeedChange.ts';
import type { LiveStream } from '../../../src/shared/application/live/LiveStream.ts';
import { InProcessLiveStream } from '../../../src/shared/infrastructure/live/InProcessLiveStream.ts';
import { eventually } from '../../support/eventually.ts';
import { ada, bob, eve, type FeedDatabase, feedDatabase, kim } from './feedDatabase.ts';
import { startFeedInstance } from './feedInstance.ts';

const writers = 20;
const writesEach = 530; // with a twentieth rolled back, over 10,000 commits in all
const rollbackEvery = 20;

let feeds: FeedDatabase;
beforeEach(async () => {
  feeds = await feedDatabase();
});
afterEach(() => feeds[Symbol.asyncDispose]());

/** Loses every third message. */
function forgetful(stream: LiveStream): LiveStream {
  let published = 0;
  return {
    publish: async (channel, message) => {
      published += 1;
      if (published % 3 !== 0) await stream.publish(channel, message);
    },
    subscribe: (...subscription) => stream.subscribe(...subscription),
  };
}

async function collect(from: AsyncGenerator<FeedNotice>, into: string[]): Promise<void> {
  for await (const { activityId } of from) into.push(activityId);
}

it('gives every reader on every instance all that was committed, once and in one order, whatever is committed when', async () => {
  const stream = forgetful(new InProcessLiveStream());
  await using first = await startFeedInstance(feeds, stream, 100);
  await using second = await startFeedInstance(feeds, stream, 100);
  const subscription = second.liveFeed.subscribe({ kind: 'curator', curatorId: bob }, undefined);
  await subscription.started;
  const ofBob: string[] = [];
  const collecting = collect(subscription, ofBob);

  const committed: { id: string; actorId: string }[] = [];
  let seq = 0n;
  const write = async (writer: number, n: number): Promise<void> => {
    const { store } = writer % 2 === 0 ? first : second;
    const actorId = [ada, bob, eve, kim][writer % 4] ?? ada;
    const activity = { id: randomUUID(), seq: (seq += 1n), actorId, cardId: randomUUID() };
    const isRolledBack = (writer + n) % rollbackEvery === 0;
    const work = feeds.database.inTransaction(async ({ client }) => {
      await store.add({ ...activity, kind: 'CARD_ADDED_TO_LIBRARY', createdAt: new Date() });
      // Transactions end in another order than they wrote in.
      await client.$executeRaw`SELECT pg_sleep(random() * 0.01)`;
      if (isRolledBack) throw new Error('rolled back');
    });
    if (isRolledBack) await expect(work).rejects.toThrow('rolled back');
    else committed.push(await work.then(() => activity));
  };

  /** Goes on from where it stands, as subscribers do, while others write. */
  const seen: FeedChange[] = [];
  const written = new AbortController();
  const readOn = async (): Promise<void> => {
    while (!written.signal.aborted) {
      seen.push(...(await feeds.log.read(seen.length, Number.MAX_SAFE_INTEGER, 100)));
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const reading = readOn();
  await Promise.all(
    Array.from({ length: writers }, async (_, writer) => {
      for (let n = 0; n < writesEach; n += 1) await write(writer, n);
    }),
  );
  await eventually(async () => (await feeds.log.head()).head === committed.length);
  written.abort();
  await reading;

  const all = await feeds.log.read(0, committed.length, committed.length);
  const ids = (changes: readonly FeedChange[]) => changes.filter(isItemChange).map(({ activityId }) => activityId);
  expect(all.map(({ position }) => position)).toEqual(committed.map((_, index) => index + 1));
  expect(new Set(ids(all))).toEqual(new Set(committed.map(({ id }) => id)));
  expect(ids(seen)).toEqual(ids(all).slice(0, seen.length));
  await eventually(() => {
    expect(first.delivered).toEqual(all);
    expect(second.delivered).toEqual(all);
    expect(ofBob).toEqual(ids(all.filter((change) => isItemChange(change) && change.actorId === bob)));
  });
  await subscription.return();
  await collecting;
}, 120_000);
