import { randomUUID } from 'node:crypto';
import type { FeedActivity } from '../../../src/modules/feeds/domain/FeedActivity.ts';
import type { FeedAudience } from '../../../src/modules/feeds/domain/FeedAudience.ts';
import { PrismaFeedChangeLog } from '../../../src/modules/feeds/infrastructure/PrismaFeedChangeLog.ts';
import { PrismaFeedStore } from '../../../src/modules/feeds/infrastructure/PrismaFeedStore.ts';
import { Database } from '../../../src/shared/infrastructure/database/Database.ts';
import { createTestDatabase } from '../../support/database.ts';
import { log as logger } from '../../support/log.ts';

export const [ada, bob, eve, kim] = ['did:plc:ada', 'did:plc:bob', 'did:plc:eve', 'did:plc:kim'] as const;

export interface FeedDatabase extends AsyncDisposable {
  readonly database: Database;
  readonly url: string;
  readonly store: PrismaFeedStore;
  readonly log: PrismaFeedChangeLog;
  /** How often the store told of a commit. */
  readonly wakings: () => number;
  /** In one transaction: follows a curator or a collection, as the module of curators writes it, and its change. */
  follow(followerId: string, targetId: string, following: boolean): Promise<void>;
  /** In one transaction: a mute or a block, as the module of curators writes it, or its end, and its change. */
  toggleHiding(hide: 'mutes' | 'blocks', actorId: string, targetId: string): Promise<void>;
  /** As if nobody had ever muted or blocked anybody, from here on. */
  showEverything(): Promise<void>;
  add(activity?: Partial<FeedActivity>): Promise<FeedActivity>;
  retract(activity: FeedActivity): Promise<void>;
  show(collectionId: string, audience: FeedAudience): Promise<void>;
}

/** A database of its own with a few curators. */
export async function feedDatabase(): Promise<FeedDatabase> {
  await using opened = new AsyncDisposableStack();
  const { url } = opened.use(await createTestDatabase());
  const database = opened.use(new Database({ url, poolSize: 24, logger }));
  await database.client.curator.createMany({ data: [ada, bob, eve, kim].map((id) => ({ id, createdAt: new Date() })) });
  let wakings = 0;
  let seq = 0n;
  const store = new PrismaFeedStore(database, () => {
    wakings += 1;
  });
  const stack = opened.move();
  return {
    database,
    url,
    store,
    log: new PrismaFeedChangeLog(database),
    wakings: () => wakings,
    follow: (followerId, targetId, following) =>
      database.inTransaction(async ({ client }) => {
        const isCurator = targetId.startsWith('did:');
        if (following && isCurator)
          await client.$executeRaw`
            INSERT INTO follows (id, follower_id, curator_id, followed_at)
            VALUES (gen_random_uuid(), ${followerId}, ${targetId}, now())`;
        else if (following)
          await client.$executeRaw`
            INSERT INTO collection_follows (id, follower_id, collection_id, followed_at)
            VALUES (gen_random_uuid(), ${followerId}, ${targetId}::uuid, now())`;
        else {
          await client.$executeRaw`DELETE FROM follows WHERE follower_id = ${followerId} AND curator_id = ${targetId}`;
          await client.$executeRaw`
            DELETE FROM collection_follows WHERE follower_id = ${followerId} AND collection_id::text = ${targetId}`;
        }
        await store.changeAudience({ followerId, targetId, following });
      }),
    toggleHiding: (hide, actorId, targetId) =>
      database.inTransaction(async ({ client }) => {
        const isMute = hide === 'mutes';
        const ended = isMute
          ? await client.$executeRaw`
              DELETE FROM mutes WHERE curator_id = ${actorId} AND coalesce(muted_id, collection_id::text) = ${targetId}`
          : await client.$executeRaw`DELETE FROM blocks WHERE blocker_id = ${actorId} AND blocked_id = ${targetId}`;
        const isCurator = targetId.startsWith('did:');
        if (ended === 0 && isMute)
          await client.$executeRaw`
            INSERT INTO mutes (id, curator_id, muted_id, collection_id, muted_at)
            VALUES (gen_random_uuid(), ${actorId}, ${isCurator ? targetId : null}, ${isCurator ? null : targetId}::uuid, now())`;
        else if (ended === 0)
          await client.$executeRaw`
            INSERT INTO blocks (id, blocker_id, blocked_id, blocked_at)
            VALUES (gen_random_uuid(), ${actorId}, ${targetId}, now())`;
        const [begun, over] = isMute ? (['MUTED', 'UNMUTED'] as const) : (['BLOCKED', 'UNBLOCKED'] as const);
        await store.changeHiding({ op: ended === 0 ? begun : over, actorId, targetId });
      }),
    showEverything: async () => {
      await database.client.$executeRaw`TRUNCATE mutes, blocks`;
      await database.client
        .$executeRaw`DELETE FROM feed_changes WHERE op IN ('MUTED', 'UNMUTED', 'BLOCKED', 'UNBLOCKED')`;
    },
    add: async (overrides = {}) => {
      seq += 1n;
      const activity: FeedActivity = {
        id: randomUUID(),
        seq,
        kind: 'CARD_ADDED_TO_LIBRARY',
        actorId: ada,
        cardId: randomUUID(),
        createdAt: new Date('2026-11-23T12:00:00Z'),
        ...overrides,
      };
      await database.inTransaction(() => store.add(activity));
      return activity;
    },
    show: (collectionId, audience) => {
      seq += 1n;
      const at = seq;
      return database.inTransaction(() => store.showCollection(collectionId, at, audience));
    },
    retract: ({ kind, actorId, cardId, collection }) =>
      database.inTransaction(() =>
        store.retract({ kind, actorId, cardId, collectionId: collection?.id, at: new Date('2026-11-23T13:00:00Z') }),
      ),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
