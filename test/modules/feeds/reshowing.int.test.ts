import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Prisma } from '../../../src/generated/prisma/client.ts';
import { itemsShownTo } from '../../../src/modules/feeds/application/itemsShownTo.ts';
import type { FeedNotice } from '../../../src/modules/feeds/application/LiveFeed.ts';
import type { FeedActivity } from '../../../src/modules/feeds/domain/FeedActivity.ts';
import { type FeedAudience, isShown, type Onlooker } from '../../../src/modules/feeds/domain/FeedAudience.ts';
import { isCollectionChange, isItemChange } from '../../../src/modules/feeds/domain/FeedChange.ts';
import { followingPage } from '../../../src/modules/feeds/graphql/followingPage.ts';
import { type HiddenAndWithheld, hiddenFrom } from '../../../src/modules/feeds/graphql/hiddenFrom.ts';
import { pageOfCurators } from '../../../src/modules/feeds/graphql/pageOfCurators.ts';
import { PrismaFeedStore } from '../../../src/modules/feeds/infrastructure/PrismaFeedStore.ts';
import { ReshowingChore } from '../../../src/modules/feeds/infrastructure/ReshowingChore.ts';
import { InProcessLiveStream } from '../../../src/shared/infrastructure/live/InProcessLiveStream.ts';
import { eventually } from '../../support/eventually.ts';
import { NodeProcess } from '../../support/NodeProcess.ts';
import { announceSeed } from '../../support/seed.ts';
import { blockedBackends } from '../notifications/rows.ts';
import { ada, bob, eve, type FeedDatabase, feedDatabase } from './feedDatabase.ts';
import { type FeedInstance, startFeedInstance } from './feedInstance.ts';

const program = fileURLToPath(new URL('reshowingProcess.ts', import.meta.url));
const atOnce = 2;
const at = new Date('2026-11-23T12:00:00Z');

let feeds: FeedDatabase;
let instance: FeedInstance;
let chore: ReshowingChore;
let opened: AsyncDisposableStack;
let seq = 0n;
beforeEach(async () => {
  opened = new AsyncDisposableStack();
  feeds = opened.use(await feedDatabase());
  instance = opened.use(await startFeedInstance(feeds, new InProcessLiveStream(), 60_000));
  chore = new ReshowingChore({
    database: feeds.database,
    onChanged: () => {},
    activitiesAtOnce: atOnce,
    maxBatches: 1,
  });
});
afterEach(() => opened.disposeAsync());

/** Has all that is committed delivered to the instance. */
async function deliver(): Promise<void> {
  instance.wake();
  await eventually(async () => {
    const unsequenced = await feeds.database.client.feedChange.count({ where: { position: null } });
    expect(unsequenced).toBe(0);
    expect(instance.delivered.length).toBe((await feeds.log.head()).head);
  });
}

/** Of which activities it was told that they are shown to others. */
const told = (): string[] =>
  instance.delivered.flatMap((change) => (isItemChange(change) && change.op === 'AUDIENCE' ? [change.activityId] : []));

/** Somebody who has done this, and ends when it is disposed. */
async function holding(statement: Prisma.Sql): Promise<AsyncDisposable> {
  const [locked, free] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const busy = feeds.database.inTransaction(async ({ client }) => {
    await client.$executeRaw(statement);
    locked.resolve();
    await free.promise;
  });
  await locked.promise;
  return {
    [Symbol.asyncDispose]: async () => {
      free.resolve();
      await busy;
    },
  };
}

const underWay = () => feeds.database.client.feedReshowing.count();

async function finish(): Promise<void> {
  while ((await underWay()) > 0) await chore.run();
  await deliver();
}

/** A collection of which more is shown than one transaction changes, and what is to be true of it at any moment. */
class LargeCollection {
  readonly id = randomUUID();
  readonly #store = new PrismaFeedStore(feeds.database, () => {}, atOnce);
  #audience: FeedAudience = 'EVERYONE';
  #standing: FeedActivity[] = [];

  has(activityId: string): boolean {
    return this.#standing.some(({ id }) => id === activityId);
  }

  get standing(): readonly FeedActivity[] {
    return this.#standing;
  }

  async add(count = 1): Promise<void> {
    for (let n = 0; n < count; n += 1)
      this.#standing.push(
        await feeds.add({
          seq: this.#next(),
          kind: 'CARD_ADDED_TO_COLLECTION',
          collection: { id: this.id, audience: this.#audience },
        }),
      );
  }

  async remove(index: number): Promise<void> {
    const [removed] = this.#standing.splice(index % Math.max(1, this.#standing.length), 1);
    if (removed) await feeds.retract(removed);
  }

  async update(index: number): Promise<void> {
    const updated = this.#standing[index % Math.max(1, this.#standing.length)];
    if (updated) await feeds.database.inTransaction(() => this.#store.updateCard(updated.cardId));
  }

  async show(audience: FeedAudience): Promise<void> {
    this.#audience = audience;
    const before = this.#next();
    await feeds.database.inTransaction(() => this.#store.showCollection(this.id, before, audience));
  }

  async delete(): Promise<void> {
    this.#standing = [];
    const before = this.#next();
    await feeds.database.inTransaction(() => this.#store.retractCollection(this.id, before, at));
  }

  /** What this onlooker is shown, by what was committed last. */
  shownTo(onlooker: Onlooker): string[] {
    return isShown(this.#audience, onlooker) ? this.#standing.map(({ id }) => id).toSorted() : [];
  }

  #next(): bigint {
    return (seq += 1n);
  }
}

/** Somebody who has what they were told, and is told nothing that they are not shown when they are told. */
class Screen {
  readonly items = new Set<string>();
  readonly #collection: LargeCollection;
  readonly #onlooker: Onlooker;

  constructor(collection: LargeCollection, onlooker: Onlooker) {
    this.#collection = collection;
    this.#onlooker = onlooker;
  }

  /** What a page has that was read just now. */
  begin(items: readonly { readonly id: string }[]): void {
    for (const { id } of items) {
      expect(this.#collection.shownTo(this.#onlooker)).toContain(id);
      this.items.add(id);
    }
  }

  told({
    op,
    activityId,
    collectionId,
  }: Pick<FeedNotice, 'op' | 'activityId'> & { collectionId?: string | null }): void {
    if (collectionId !== this.#collection.id) return;
    if (op === 'REMOVED') this.items.delete(activityId);
    else {
      expect(this.#collection.shownTo(this.#onlooker)).toContain(activityId);
      this.items.add(activityId);
    }
  }

  expectAll(): void {
    expect([...this.items].toSorted()).toEqual(this.#collection.shownTo(this.#onlooker));
  }
}

const onlookers: readonly Onlooker[] = [undefined, bob].flatMap((viewerId) =>
  [false, true].map((isCollectionFeed) => ({ viewerId, isCollectionFeed })),
);

/** Reads the log further, so many changes at a time, whenever it is asked to. */
async function reader(collection: LargeCollection, onlooker: Onlooker) {
  const screen = new Screen(collection, onlooker);
  let position = (await feeds.log.head()).head;
  return {
    screen,
    async read(limit: number): Promise<boolean> {
      const changes = await feeds.log.read(position, Number.MAX_SAFE_INTEGER, limit);
      for (const item of itemsShownTo(onlooker, changes)) screen.told(item);
      position = changes.at(-1)?.position ?? position;
      return changes.length > 0;
    },
  };
}

type Page = (hidden: HiddenAndWithheld) => Promise<readonly { readonly id: string }[]>;

const globalPage =
  (viewerId: string | undefined): Page =>
  (hidden) =>
    pageOfCurators(feeds.database.client, { kind: 'global' }, { viewerId, hidden }, { before: undefined, take: 100 });

/** Pages as they are read by somebody, and without a token, who is in none of the audiences. */
const pages: readonly { readonly viewerId: string | undefined; readonly read: Page }[] = [
  { viewerId: eve, read: globalPage(eve) },
  {
    viewerId: eve,
    read: (hidden) => followingPage(feeds.database.client, eve, hidden, { before: undefined, take: 100 }),
  },
  { viewerId: undefined, read: globalPage(undefined) },
];

/** Strangers who begin with a page, and go on from there. */
const visitors = (collection: LargeCollection) =>
  Promise.all(
    pages.map(async ({ viewerId, read }) => {
      const visiting = await reader(collection, { viewerId, isCollectionFeed: false });
      const page = await read(await hiddenFrom(feeds.database.client, viewerId, false));
      visiting.screen.begin(page.filter(({ id }) => collection.has(id)));
      return visiting;
    }),
  );

/** A subscription that takes what is there for it, so many at a time, whenever it is asked to. */
async function subscriber(collection: LargeCollection, onlooker: Onlooker) {
  const { viewerId, isCollectionFeed } = onlooker;
  const tail = instance.liveFeed.subscribe(
    isCollectionFeed ? { kind: 'collection', collectionId: collection.id, viewerId } : { kind: 'global', viewerId },
    undefined,
  );
  opened.defer(() => tail.close());
  await tail.started;
  const screen = new Screen(collection, onlooker);
  return {
    screen,
    take(limit: number): void {
      for (let n = 0, notice = tail.take(); n < limit && notice; n += 1) {
        screen.told(notice);
        notice = n + 1 < limit ? tail.take() : undefined;
      }
    },
  };
}

const audience = fc.constantFrom<FeedAudience>('EVERYONE', 'EVERYONE', 'COLLECTION_FEED', [ada], [ada, bob]);
const step = fc.oneof(
  { weight: 3, arbitrary: audience.map((shownTo) => ['show', shownTo] as const) },
  { weight: 3, arbitrary: fc.constant(['change a batch'] as const) },
  { weight: 2, arbitrary: fc.nat(5).map((count) => ['read', count + 1] as const) },
  { weight: 2, arbitrary: fc.constant(['visit'] as const) },
  { weight: 2, arbitrary: fc.constant(['add'] as const) },
  { weight: 1, arbitrary: fc.nat(20).map((index) => ['remove', index] as const) },
  { weight: 2, arbitrary: fc.nat(20).map((index) => ['update', index] as const) },
);

describe('a collection of which more is shown than one transaction changes', () => {
  it('is shown to whom it is to be shown, and to nobody else at any moment, whatever happens to it meanwhile', async () => {
    const seed = announceSeed('large collections');
    await feeds.follow(eve, ada, true);
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 30 }), fc.boolean(), async (steps, isDeleted) => {
        // What a run that failed has left.
        await feeds.database.client.feedReshowing.deleteMany();
        const collection = new LargeCollection();
        const readers = await Promise.all(onlookers.map((onlooker) => reader(collection, onlooker)));
        const subscribers = await Promise.all(onlookers.map((onlooker) => subscriber(collection, onlooker)));
        await collection.add(7);
        await deliver();
        for (const [what, parameter] of steps) {
          if (what === 'show') await collection.show(parameter);
          else if (what === 'add') await collection.add();
          else if (what === 'remove') await collection.remove(parameter);
          else if (what === 'update') await collection.update(parameter);
          else if (what === 'change a batch') await chore.run();
          await deliver();
          if (what === 'visit') readers.push(...(await visitors(collection)));
          if (what !== 'read') continue;
          for (const each of readers) await each.read(parameter);
          for (const each of subscribers) each.take(parameter);
        }
        if (isDeleted) await collection.delete();
        await finish();
        for (const each of readers) {
          while (await each.read(50));
          each.screen.expectAll();
        }
        for (const each of subscribers)
          await eventually(() => {
            each.take(1_000);
            each.screen.expectAll();
          });
      }),
      { numRuns: 6, seed },
    );
  }, 60_000);

  it('is told of activity by activity, each once, and says at once, and as long as that lasts, who is shown it', async () => {
    const collection = new LargeCollection();
    await collection.add(5);
    await collection.show([ada]);
    await deliver();
    expect(instance.delivered.filter(isCollectionChange)).toMatchObject([
      { collectionId: collection.id, audience: [ada] },
    ]);
    expect(await underWay()).toBe(1);
    await finish();
    expect(instance.delivered.filter(isCollectionChange).slice(1)).toMatchObject([{ audience: 'EVERYONE' }]);
    expect(told().toSorted()).toEqual(collection.standing.map(({ id }) => id).toSorted());
  });

  it('is waited for by who shows it to others once more, and never by who is at another', async () => {
    const [one, other] = [new LargeCollection(), new LargeCollection()];
    for (const collection of [one, other]) {
      await collection.add(5);
      await collection.show([ada]);
    }
    const busy = await holding(
      Prisma.sql`SELECT FROM feed_reshowings WHERE collection_id = ${one.id}::uuid FOR UPDATE`,
    );
    for (let batch = 0; batch < 3; batch += 1) await chore.run();
    expect(await feeds.database.client.feedReshowing.findMany()).toMatchObject([{ collectionId: one.id }]);
    await busy[Symbol.asyncDispose]();
    await finish();
    expect(await underWay()).toBe(0);
  });

  it('is told of activity by activity, each once, also when a process is killed in the middle of it', async () => {
    const collection = new LargeCollection();
    await collection.add(9);
    await collection.show([ada]);
    // Of those that the mutation has left, two are done, and of the next two one is waited for.
    const waitedFor = collection.standing.at(-6)?.id;
    const held = await holding(Prisma.sql`SELECT FROM feed_activities WHERE id = ${waitedFor}::uuid FOR UPDATE`);
    await using worker = NodeProcess.start([program, feeds.url, String(atOnce)]);
    await eventually(async () => (await blockedBackends(feeds.database)) === 1, { withinMs: 20_000 });
    worker.signal('SIGKILL');
    await worker.end();
    const shownToAda = { audience: 'VIEWERS' as const, viewers: { equals: [ada] } };
    expect(await feeds.database.client.feedActivity.count({ where: shownToAda })).toBe(4);
    await held[Symbol.asyncDispose]();
    await finish();
    expect(await feeds.database.client.feedActivity.count({ where: shownToAda })).toBe(9);
    expect(told().toSorted()).toEqual(collection.standing.map(({ id }) => id).toSorted());
  }, 30_000);

  it('is looked for without waiting for anybody, or keeping anybody waiting, where there is none', async () => {
    await using _ = await holding(Prisma.sql`LOCK TABLE feed_activities IN ACCESS EXCLUSIVE MODE`);
    await expect(chore.run()).resolves.toBeUndefined();
  });
});
