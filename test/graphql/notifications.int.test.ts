import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeGlobalId } from '../../src/graphql/globalIds.ts';
import { bearer } from './fakeTokens.ts';
import { ask, codesOf } from './request.ts';
import { cause, collection, curator, notification, urlCard } from './rows.ts';
import { SocketClient } from './socketClient.ts';
import { startTestServer, type TestServer } from './testServer.ts';

const ada = 'did:plc:ada';
const bob = 'did:plc:bob';

interface Page {
  readonly notifications: {
    readonly nodes: { readonly id: string }[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
  };
}

let server: TestServer;
let ids: string[];
beforeAll(async () => {
  server = await startTestServer();
  const { prisma } = server;
  for (const did of [ada, bob]) await curator(prisma, did);
  const card = await urlCard(prisma, ada, 'https://example.com/');
  const rows = [
    await notification(prisma, { recipientId: ada, actorId: bob, cardId: card.id, seq: 1 }),
    await notification(prisma, { recipientId: ada, actorId: bob, cardId: randomUUID(), seq: 2 }),
    await notification(prisma, {
      recipientId: ada,
      actorId: bob,
      seq: 3,
      readAt: new Date('2026-01-03T00:00:00.000Z'),
    }),
  ];
  await notification(prisma, { recipientId: bob, actorId: ada, seq: 4 });
  ids = rows.map(({ id }) => encodeGlobalId('Notification', id));
});
afterAll(() => server[Symbol.asyncDispose]());

const page = async (arguments_: string) =>
  (await ask(server, {
    query: `{ notifications(${arguments_}) { nodes { id } pageInfo { hasNextPage endCursor } } }`,
    as: bearer(ada),
  })) as Page;
const idsOf = ({ notifications }: Page) => notifications.nodes.map(({ id }) => id);

describe('notifications', () => {
  it("are the viewer's own, newest first", async () => {
    const query = '{ unreadNotificationCount notifications { nodes { kind actor { handle } card { title } readAt } } }';
    expect(await ask(server, { query, as: bearer(ada) })).toEqual({
      unreadNotificationCount: 2,
      notifications: {
        nodes: [
          { kind: 'CARD_SAVED', actor: { handle: 'bob' }, card: null, readAt: '2026-01-03T00:00:00.000Z' },
          { kind: 'CARD_SAVED', actor: { handle: 'bob' }, card: null, readAt: null },
          {
            kind: 'CARD_SAVED',
            actor: { handle: 'bob' },
            card: { title: 'Title of https://example.com/' },
            readAt: null,
          },
        ],
      },
    });
  });

  it('name a collection if it is there for their recipient', async () => {
    const { prisma } = server;
    const lou = 'did:plc:lou';
    await curator(prisma, lou);
    const collections = [
      await collection(prisma, { authorId: bob }),
      await collection(prisma, { authorId: bob, visibility: 'PRIVATE' }),
      await collection(prisma, { authorId: lou, visibility: 'PRIVATE' }),
    ];
    for (const [index, { id: collectionId }] of collections.entries())
      await notification(prisma, { recipientId: lou, actorId: bob, collectionId, seq: 30 + index });
    const query = '{ notifications { nodes { collection { name visibility } } } }';
    expect(await ask(server, { query, as: bearer(lou) })).toEqual({
      notifications: {
        nodes: [
          { collection: { name: 'Things', visibility: 'PRIVATE' } },
          { collection: null },
          { collection: { name: 'Things', visibility: 'PUBLIC' } },
        ],
      },
    });
  });

  it('come in pages, and the unread alone if wanted', async () => {
    const first = await page('first: 2');
    expect(idsOf(first)).toEqual([ids[2], ids[1]]);
    expect(first.notifications.pageInfo.hasNextPage).toBe(true);
    const second = await page(`first: 2, after: "${first.notifications.pageInfo.endCursor}"`);
    expect(idsOf(second)).toEqual([ids[0]]);
    expect(idsOf(await page('first: 10, unreadOnly: true'))).toEqual([ids[1], ids[0]]);
  });

  it('take a cursor of theirs alone', async () => {
    const { feed } = (await ask(server, { query: '{ feed(feed: { global: true }) { liveCursor } }' })) as {
      feed: { liveCursor: string };
    };
    const codes = (after: string) =>
      codesOf(server, { query: `{ notifications(after: "${after}") { nodes { id } } }`, as: bearer(ada) });
    expect(await codes(feed.liveCursor)).toEqual(['INVALID_CURSOR']);
    expect(await codes(Buffer.from('feed:3').toString('base64url'))).toEqual(['INVALID_CURSOR']);
  });

  it('need a token', async () => {
    expect(await codesOf(server, { query: '{ notifications { nodes { id } } }' })).toEqual(['UNAUTHENTICATED']);
    expect(await codesOf(server, { query: '{ unreadNotificationCount }' })).toEqual(['UNAUTHENTICATED']);
  });

  it('are nodes for their recipient alone', async () => {
    const query = `{ node(id: "${ids[0]}") { id } nodes(ids: ["${ids[0]}", "${ids[1]}"]) { id } }`;
    expect(await ask(server, { query, as: bearer(ada) })).toEqual({
      node: { id: ids[0] },
      nodes: [{ id: ids[0] }, { id: ids[1] }],
    });
    for (const as of [bearer(bob), undefined]) {
      expect(await ask(server, { query, ...(as && { as }) })).toEqual({ node: null, nodes: [null, null] });
    }
  });

  it('cost two statements more with their actors, however many notifications are on the page', async () => {
    server.statements.length = 0;
    const query =
      '{ notifications { nodes { actor { handle } card { title } actors(first: 2) { nodes { handle } } } } }';
    await ask(server, { query, as: bearer(ada) });
    expect(server.statements).toHaveLength(6);
  });

  it('cost four statements a page, with actors and cards', async () => {
    server.statements.length = 0;
    await ask(server, { query: '{ notifications { nodes { actor { handle } card { title } } } }', as: bearer(ada) });
    expect(server.statements).toHaveLength(4);
  });
});

describe('the actors of a notification', () => {
  const eve = 'did:plc:eve';
  const names = ['kim', 'lea', 'max', 'noa'];
  let id: string;
  beforeAll(async () => {
    const { prisma } = server;
    for (const did of [eve, ...names.map((name) => `did:plc:${name}`)]) await curator(prisma, did);
    const row = await notification(prisma, { recipientId: eve, actorId: 'did:plc:noa', seq: 19, actorCount: 4 });
    id = encodeGlobalId('Notification', row.id);
    // Kim did it first, and again between the others.
    for (const [nth, name] of ['kim', 'lea', 'max', 'kim', 'noa'].entries()) {
      await cause(prisma, { notificationId: row.id, recipientId: eve, actorId: `did:plc:${name}`, seq: 10 + nth });
    }
  });

  interface Actors {
    readonly node: {
      readonly actors: {
        readonly edges: { readonly node: { readonly handle: string } }[];
        readonly pageInfo: { readonly endCursor: string; readonly hasNextPage: boolean };
      };
    };
  }
  const actors = async (arguments_: string) => {
    const query = `{ node(id: "${id}") { ... on Notification {
      actors(${arguments_}) { edges { node { handle } } pageInfo { endCursor hasNextPage } } } } }`;
    const { node } = (await ask(server, { query, as: bearer(eve) })) as Actors;
    return { handles: node.actors.edges.map((edge) => edge.node.handle), ...node.actors.pageInfo };
  };

  it('come each once, whoever acted last first, in pages', async () => {
    const first = await actors('first: 2');
    expect(first).toMatchObject({ handles: ['noa', 'kim'], hasNextPage: true });
    const second = await actors(`first: 2, after: "${first.endCursor}"`);
    expect(second).toMatchObject({ handles: ['max', 'lea'], hasNextPage: false });
  });

  it('are counted, with who acted last: "noa and 3 others"', async () => {
    const query = '{ unseenNotificationCount notifications { nodes { actor { handle } actorCount seenAt } } }';
    expect(await ask(server, { query, as: bearer(eve) })).toEqual({
      unseenNotificationCount: 1,
      notifications: { nodes: [{ actor: { handle: 'noa' }, actorCount: 4, seenAt: null }] },
    });
  });

  it('take a cursor of theirs alone', async () => {
    const { notifications } = (await ask(server, {
      query: '{ notifications { pageInfo { endCursor } } }',
      as: bearer(eve),
    })) as Page;
    const query = `{ notifications { nodes { actors(after: "${notifications.pageInfo.endCursor}") { nodes { id } } } } }`;
    expect(await codesOf(server, { query, as: bearer(eve) })).toEqual(['INVALID_CURSOR']);
  });
});

describe('notification preferences', () => {
  it('are on for every kind, unless it was turned off', async () => {
    await server.prisma.notificationPreference.createMany({
      data: [
        { curatorId: bob, kind: 'CARD_SAVED', isOn: false },
        { curatorId: bob, kind: 'FOLLOWED_YOU', isOn: true },
      ],
    });
    const query = '{ notificationPreferences { kind enabled } }';
    const { notificationPreferences: preferences } = (await ask(server, { query, as: bearer(bob) })) as {
      readonly notificationPreferences: { readonly kind: string; readonly enabled: boolean }[];
    };
    expect(preferences).toHaveLength(8);
    expect(preferences.filter(({ enabled }) => !enabled)).toEqual([{ kind: 'CARD_SAVED', enabled: false }]);
    expect(await codesOf(server, { query })).toEqual(['UNAUTHENTICATED']);
  });
});

describe('notificationChanged', () => {
  it('brings the notification as it is, and the count of the unread', async () => {
    await using client = new SocketClient(server, bearer(ada));
    const results = client.operation(
      'subscription { notificationChanged(after: "a-cursor") { cursor op notificationId unreadCount notification { actor { handle } card { title } } } }',
    );
    const first = results.next();
    await expect
      .poll(() => server.liveNotifications.subscriptions)
      .toMatchObject([{ subject: { value: ada }, after: 'a-cursor' }]);
    const { id: withCard } = await server.prisma.notification.findFirstOrThrow({ where: { recipientId: ada, seq: 1 } });
    server.liveNotifications.emit({ op: 'ADDED', cursor: 'c1', notificationId: withCard });
    server.liveNotifications.emit({ op: 'REMOVED', cursor: 'c2', notificationId: withCard });
    server.liveNotifications.emit({ op: 'ALL_READ', cursor: 'c3', notificationId: null });
    expect(await first).toEqual({
      data: {
        notificationChanged: {
          cursor: 'c1',
          op: 'ADDED',
          notificationId: ids[0],
          unreadCount: 2,
          notification: { actor: { handle: 'bob' }, card: { title: 'Title of https://example.com/' } },
        },
      },
    });
    expect(await results.next()).toMatchObject({
      data: { notificationChanged: { op: 'REMOVED', notificationId: ids[0], notification: null } },
    });
    expect(await results.next()).toMatchObject({
      data: { notificationChanged: { op: 'ALL_READ', notificationId: null, notification: null } },
    });
  });

  it('needs a token', async () => {
    await using client = new SocketClient(server);
    const listening = server.liveNotifications.subscriptions.length;
    expect(await client.operation('subscription { notificationChanged { op } }').next()).toMatchObject({
      errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
    });
    expect(server.liveNotifications.subscriptions).toHaveLength(listening);
  });
});

describe('a page of the list', () => {
  const reader = 'did:plc:reader-of-many';

  beforeAll(async () => {
    const { prisma } = server;
    await curator(prisma, reader);
    // Of the reader's the newest are read; others have the newest of all.
    await prisma.$executeRaw`
      INSERT INTO notifications (id, recipient_id, kind, seq, actor_id, created_at, change_id, read_at)
      SELECT gen_random_uuid(), CASE WHEN n <= 400 THEN ${reader} ELSE ${bob} END, 'CARD_SAVED', 1000 + n, ${ada}, now(), n,
        CASE WHEN n > 200 THEN now() END
      FROM generate_series(1, 8000) n`;
    await prisma.$executeRaw`ANALYZE notifications`;
  });

  it.each([
    ['all', 'notifications_recipient_id_seq_idx', ''],
    ['the unread', 'notifications_unread_idx', ', unreadOnly: true'],
  ])('of %s is read by %s, no further than it goes', async (_, index, which) => {
    const { prisma, statements } = server;
    await ask(server, { query: `{ notifications(first: 20${which}) { nodes { id } } }`, as: bearer(reader) });
    const asked = statements.findLast((each) => /"notifications".*ORDER BY[^,]*"seq" DESC/.test(each)) ?? '';
    const rows = await prisma.$queryRawUnsafe<{ 'QUERY PLAN': string }[]>(
      `EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, BUFFERS OFF) ${asked}`,
      reader,
      21,
      0,
    );
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan, asked).toMatch(new RegExp(`Index Scan using ${index} on notifications \\(actual rows=21\\.00`));
    expect(plan).not.toMatch(/Seq Scan|Rows Removed/);
  });
});
