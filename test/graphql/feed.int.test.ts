import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Prisma } from '../../src/generated/prisma/client.ts';
import { encodeGlobalId } from '../../src/graphql/globalIds.ts';
import { followingPage } from '../../src/modules/feeds/graphql/followingPage.ts';
import { pageOfCurators } from '../../src/modules/feeds/graphql/pageOfCurators.ts';
import { pageOfSubject } from '../../src/modules/feeds/graphql/pageOfSubject.ts';
import { bearer } from './fakeTokens.ts';
import { ask, codesOf, send } from './request.ts';
import { activity, collection, curator, follow, urlCard } from './rows.ts';
import { startTestServer, type TestServer } from './testServer.ts';

const ada = 'did:plc:ada';
const bob = 'did:plc:bob';
const eve = 'did:plc:eve';
const cardId = '01900000-0000-7000-8000-000000000001';

const titles = `nodes { card { title } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { cursor }`;
const pageOf = (feed: string, page = '') => `{ feed(feed: ${feed} ${page}) { ${titles} } }`;

interface Page {
  readonly feed: {
    readonly nodes: { readonly card: { readonly title: string } | null }[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly hasPreviousPage: boolean; readonly endCursor: string };
  };
}

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
  const { prisma } = server;
  for (const did of [ada, bob, eve, 'did:plc:reader']) await curator(prisma, did);
  await follow(prisma, 'did:plc:reader', ada);
  await follow(prisma, 'did:plc:reader', eve);
  for (const [index, actorId] of [ada, bob, ada, eve, bob].entries()) {
    const card = await urlCard(prisma, actorId, `https://example.com/${index + 1}`);
    await activity(prisma, { actorId, cardId: card.id, seq: index + 1 });
  }
  const retracted = await urlCard(prisma, ada, 'https://example.com/retracted');
  await activity(prisma, { actorId: ada, cardId: retracted.id, seq: 6, retractedAt: new Date() });
});
afterAll(() => server[Symbol.asyncDispose]());

const numbersOf = ({ feed }: Page) => feed.nodes.map(({ card }) => Number(card?.title.split('/').at(-1)));
const page = async (query: string, as?: string) => (await ask(server, { query, ...(as && { as }) })) as Page;

/** The plan of whatever is asked for the page. */
async function planOf(ask: (prisma: typeof server.prisma) => Promise<unknown>): Promise<string> {
  const plans: string[] = [];
  const explain = async (strings: TemplateStringsArray, ...values: unknown[]): Promise<readonly unknown[]> => {
    const rows = await server.prisma.$queryRaw<{ 'QUERY PLAN': string }[]>`
      EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, BUFFERS OFF) ${Prisma.sql(strings, ...values)}`;
    plans.push(...rows.map((row) => row['QUERY PLAN']));
    return [];
  };
  const explaining: typeof server.prisma = Object.create(server.prisma, { $queryRaw: { value: explain } });
  await ask(explaining);
  return plans.join('\n');
}

const nothingHidden = { curators: [], collections: [], withheld: [] };
const firstPage = { before: undefined, take: 21 };

describe('a feed', () => {
  it('has what everybody did, the newest first, and nothing that was retracted', async () => {
    expect(numbersOf(await page(pageOf('{ global: true }')))).toEqual([5, 4, 3, 2, 1]);
  });

  it('has what one curator did, by DID and by global id', async () => {
    expect(numbersOf(await page(pageOf(`{ curatorId: "${ada}" }`)))).toEqual([3, 1]);
    const { curator: found } = (await ask(server, { query: `{ curator(id: "${ada}") { id } }` })) as {
      curator: { id: string };
    };
    expect(numbersOf(await page(pageOf(`{ curatorId: "${found.id}" }`)))).toEqual([3, 1]);
  });

  it('has what those did whom the viewer follows', async () => {
    expect(numbersOf(await page(pageOf('{ following: true }'), bearer('did:plc:reader')))).toEqual([4, 3, 1]);
    expect(numbersOf(await page(pageOf('{ following: true }'), bearer(bob)))).toEqual([]);
  });

  it.each([
    ['{ global: true }', [5, 4, 3, 2, 1]],
    ['{ following: true }', [4, 3, 1]],
    [`{ curatorId: "${bob}" }`, [5, 2]],
  ])('%s comes in pages that join without a gap', async (feed, all) => {
    const seen: number[] = [];
    let after = '';
    for (const first of [2, 1, 2]) {
      const got = await page(pageOf(feed, `, first: ${first} ${after}`), bearer('did:plc:reader'));
      seen.push(...numbersOf(got));
      expect(got.feed.pageInfo.hasNextPage).toBe(seen.length < all.length);
      expect(got.feed.pageInfo.hasPreviousPage).toBe(after !== '');
      if (!got.feed.pageInfo.hasNextPage) break;
      after = `, after: "${got.feed.pageInfo.endCursor}"`;
    }
    expect(seen).toEqual(all);
  });

  it('tells where to go on live, as it was before the rows were read', async () => {
    server.liveFeed.cursor = 'before-the-rows';
    expect(await ask(server, { query: '{ feed(feed: { global: true }) { liveCursor } }' })).toEqual({
      feed: { liveCursor: 'before-the-rows' },
    });
  });

  it('reads whom the viewer mutes after that: whose items come before it are in the page', async () => {
    const { prisma, liveFeed } = server;
    const muting = { id: randomUUID(), curatorId: eve, mutedId: bob, mutedAt: new Date() };
    await prisma.mute.create({ data: muting });
    const query = pageOf('{ global: true }');
    expect(numbersOf(await page(query, bearer(eve)))).toEqual([4, 3, 1]);
    liveFeed.untilHead = async () => {
      // Whatever is read beside has been read by then.
      for (let roundTrips = 0; roundTrips < 50; roundTrips += 1) await prisma.$queryRaw`SELECT 1`;
      await prisma.mute.delete({ where: { id: muting.id } });
    };
    expect(numbersOf(await page(query, bearer(eve)))).toEqual([5, 4, 3, 2, 1]);
  });

  it('refuses what is no feed and what is no page', async () => {
    const codes = (arguments_: string, as?: string) =>
      codesOf(server, { query: `{ feed(${arguments_}) { liveCursor } }`, ...(as && { as }) });
    expect(await codes('feed: { global: false }')).toEqual(['BAD_USER_INPUT']);
    expect(await codes('feed: { global: true, following: true }')).toEqual(['GRAPHQL_VALIDATION_FAILED']);
    expect(await codes('feed: { following: true }')).toEqual(['UNAUTHENTICATED']);
    expect(await codes('feed: { curatorId: "nobody" }')).toEqual(['BAD_USER_INPUT']);
    expect(await codes(`feed: { collectionId: "${encodeGlobalId('Card', cardId)}" }`)).toEqual(['BAD_USER_INPUT']);
    for (const first of [0, -1, 101]) {
      expect(await codes(`feed: { global: true }, first: ${first}`)).toEqual(['BAD_USER_INPUT']);
    }
    expect(await codes('feed: { global: true }, after: "forged"')).toEqual(['INVALID_CURSOR']);
  });

  it('names the argument at fault', async () => {
    const { errors } = await send(server, { query: '{ feed(feed: { global: true }, first: 101) { liveCursor } }' });
    expect(errors).toMatchObject([{ message: 'first must be from 1 to 100', extensions: { argument: 'first' } }]);
  });
});

it('what is withheld is asked for once for all activities that are asked for at once', async () => {
  const { prisma, statements } = server;
  const activities = await prisma.feedActivity.findMany({ where: { retractedAt: null }, take: 3 });
  const ids = activities.map(({ id }) => `"${encodeGlobalId('FeedActivity', id)}"`);
  statements.length = 0;
  const query = `{ nodes(ids: [${ids.join(', ')}]) { id } }`;
  expect(await ask(server, { query, as: bearer(bob) })).toMatchObject({
    nodes: ids.map(() => ({ id: expect.any(String) })),
  });
  expect(statements.filter((statement) => statement.includes('feed_reshowings'))).toHaveLength(1);
});

describe('what a page of 50 costs', () => {
  const collectionId = '01900000-0000-7000-8000-c00000000001';
  const globalId = encodeGlobalId('Collection', collectionId);
  const query = (feed: string) =>
    `{ feed(feed: ${feed}, first: 50) { liveCursor nodes { id kind createdAt actor { handle displayName } card { title url author { handle } } } } }`;

  it.each([
    ['{ global: true }', undefined, 6],
    ['{ curatorId: "did:plc:busy" }', undefined, 6],
    ['{ global: true }', 'did:plc:reader', 6],
    ['{ curatorId: "did:plc:busy" }', 'did:plc:reader', 6],
    ['{ following: true }', 'did:plc:reader', 6],
    [`{ collectionId: "${globalId}" }`, 'did:plc:reader', 6],
  ])('%s, read by %s, takes %i statements', async (feed, reader, expected) => {
    await using full = await startTestServer();
    const { prisma, statements } = full;
    await curator(prisma, 'did:plc:busy');
    await curator(prisma, 'did:plc:reader');
    await follow(prisma, 'did:plc:reader', 'did:plc:busy');
    await collection(prisma, { authorId: 'did:plc:busy', id: collectionId });
    for (let seq = 1; seq <= 50; seq += 1) {
      await curator(prisma, `did:plc:author${seq}`);
      const card = await urlCard(prisma, `did:plc:author${seq}`, `https://example.com/${seq}`);
      await activity(prisma, { actorId: 'did:plc:busy', cardId: card.id, collectionId, seq });
    }
    statements.length = 0;
    const data = (await ask(full, { query: query(feed), ...(reader && { as: bearer(reader) }) })) as Page;
    expect(data.feed.nodes).toHaveLength(50);
    expect(data.feed.nodes[0]).toMatchObject({ actor: { handle: 'busy' }, card: { author: { handle: 'author50' } } });
    expect(statements).toHaveLength(expected);
  });
});

describe('the feed of a card', () => {
  it('is read by its index, no further than a page, however much else is done with the card', async () => {
    const { prisma, statements } = server;
    await prisma.$executeRaw`
      INSERT INTO feed_activities (id, seq, kind, actor_id, card_id, collection_id, created_at)
      SELECT gen_random_uuid(), 100 + n, CASE WHEN n % 2 = 0 THEN 'CARD_ADDED_TO_LIBRARY' ELSE 'CARD_ADDED_TO_COLLECTION' END::feed_activity_kind,
        ${ada}, CASE WHEN n <= 400 THEN ${cardId}::uuid ELSE gen_random_uuid() END, CASE WHEN n % 2 = 1 THEN md5((n % 80)::text)::uuid END, now()
      FROM generate_series(1, 8000) n`;
    await prisma.$executeRaw`ANALYZE feed_activities`;
    const { feed } = await page(pageOf(`{ cardId: "${encodeGlobalId('Card', cardId)}" }`));
    expect(feed.nodes).toHaveLength(20);
    const asked = statements.findLast((statement) => statement.includes('"feed_activities"')) ?? '';
    const rows = await prisma.$queryRawUnsafe<{ 'QUERY PLAN': string }[]>(
      `EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, BUFFERS OFF) ${asked}`,
      cardId,
      21,
      0,
    );
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan).toMatch(
      /Index Scan Backward using feed_activities_saving_idx on feed_activities \(actual rows=21\.00/,
    );
    expect(plan).not.toContain('Rows Removed');
  });
});

describe('who has a large private collection', () => {
  const [author, guest] = ['did:plc:collector', 'did:plc:guest'];
  const ofCurators = (prisma: typeof server.prisma, feed: Parameters<typeof pageOfCurators>[1]) =>
    pageOfCurators(prisma, feed, { viewerId: author, hidden: nothingHidden }, firstPage);

  it('does not have all of it walked over for what others did there, in no feed', async () => {
    const { prisma } = server;
    for (const did of [author, guest]) await curator(prisma, did);
    await follow(prisma, author, guest);
    const { id } = await collection(prisma, { authorId: author, visibility: 'PRIVATE' });
    await prisma.$executeRaw`
      INSERT INTO feed_activities (id, seq, kind, actor_id, card_id, collection_id, audience, viewers, created_at)
      SELECT gen_random_uuid(), 60000 + n, 'CARD_ADDED_TO_COLLECTION', CASE WHEN n <= 3 THEN ${guest} ELSE ${author} END, ${cardId}::uuid, ${id}::uuid,
        'VIEWERS', ARRAY[${author}, ${guest}], now()
      FROM generate_series(1, 4000) n`;
    await prisma.$executeRaw`ANALYZE feed_activities`;
    expect(await followingPage(prisma, author, nothingHidden, firstPage)).toHaveLength(3);
    const byActor = await Promise.all([
      planOf((explaining) => followingPage(explaining, author, nothingHidden, firstPage)),
      planOf((explaining) => ofCurators(explaining, { kind: 'curator', curatorId: guest })),
    ]);
    for (const plan of byActor) expect(plan).toContain('feed_activities_private_idx');
    await prisma.$executeRaw`
      INSERT INTO collection_follows (id, follower_id, collection_id, followed_at) VALUES (gen_random_uuid(), ${author}, ${id}::uuid, now())`;
    const ofAll = await Promise.all([
      planOf((explaining) => followingPage(explaining, author, nothingHidden, firstPage)),
      planOf((explaining) => ofCurators(explaining, { kind: 'global' })),
    ]);
    for (const plan of ofAll) expect(plan).toContain('Index Scan Backward using feed_activities_of_collection_idx');
    for (const plan of [...byActor, ...ofAll]) {
      const read = [...plan.matchAll(/on feed_activities.* rows=(\d+)|Rows Removed by Filter: (\d+)/g)];
      expect(read).not.toEqual([]);
      expect(Math.max(...read.map(([, rows, removed]) => Number(rows ?? removed)))).toBeLessThan(100);
    }
  });

  it('of which others follow a public one has what is newest there read by its index', async () => {
    const { prisma } = server;
    await prisma.$executeRaw`
      INSERT INTO collection_follows (id, follower_id, collection_id, followed_at)
      SELECT gen_random_uuid(), ${guest}, id, now() FROM collections WHERE visibility = 'PUBLIC'`;
    const plan = await planOf((explaining) => followingPage(explaining, guest, nothingHidden, firstPage));
    expect(plan.match(/Index Scan Backward using feed_activities_of_collection_idx/g)).toHaveLength(3);
  });
});

describe('somebody from whom more is hidden than a statement can list', () => {
  const [muter, hidden, others] = ['did:plc:muter', 'did:plc:hidden1', 'did:plc:other'];
  const [subject, held] = ['01900000-0000-7000-8000-c00000000002', '01900000-0000-7000-8000-c00000000003'];
  const feeds = [
    '{ global: true }',
    `{ curatorId: "${others}" }`,
    `{ collectionId: "${encodeGlobalId('Collection', held)}" }`,
    `{ cardId: "${encodeGlobalId('Card', subject)}" }`,
  ];

  beforeAll(async () => {
    const { prisma } = server;
    for (const did of [muter, others]) await curator(prisma, did);
    await prisma.$executeRaw`
      INSERT INTO curators (id, created_at) SELECT 'did:plc:hidden' || n, now() FROM generate_series(1, 40000) n`;
    await prisma.$executeRaw`
      INSERT INTO mutes (id, curator_id, muted_id, muted_at)
      SELECT gen_random_uuid(), ${muter}, 'did:plc:hidden' || n, now() FROM generate_series(1, 40000) n`;
    await collection(prisma, { authorId: others, id: held });
    for (const [index, actorId] of [others, hidden, others, hidden].entries()) {
      const done = { actorId, cardId: subject, ...(index >= 2 && { collectionId: held }) };
      await activity(prisma, { ...done, seq: 20_000 + index });
    }
  });

  it.each(feeds)('reads %s without it', async (feed) => {
    const read = async (as?: string) => {
      const query = `{ feed(feed: ${feed}, first: 1) { nodes { actor { did } } pageInfo { hasNextPage } } }`;
      return ask(server, { query, ...(as && { as }) });
    };
    expect(await read(bearer(muter))).toMatchObject({ feed: { nodes: [{ actor: { did: others } }] } });
  });
});

describe('a page, read by nobody in particular, where what is newest is not to be in it', () => {
  const [maker, collectionId] = ['did:plc:maker', '01900000-0000-7000-8000-c00000000004'];

  beforeAll(async () => {
    const { prisma } = server;
    await curator(prisma, maker);
    await collection(prisma, { authorId: maker, id: collectionId });
    await prisma.$executeRaw`
      INSERT INTO feed_activities (id, seq, kind, actor_id, card_id, collection_id, audience, viewers, created_at, retracted_at)
      SELECT gen_random_uuid(), 100000 + n, 'CARD_ADDED_TO_COLLECTION', ${maker}, ${cardId}::uuid,
        CASE WHEN n <= 400 THEN ${collectionId}::uuid ELSE gen_random_uuid() END,
        CASE WHEN n % 2 = 1 AND n > 4000 THEN 'VIEWERS' ELSE 'EVERYONE' END::feed_audience,
        CASE WHEN n % 2 = 1 AND n > 4000 THEN ARRAY[${maker}] ELSE '{}'::text[] END, now(), CASE WHEN n % 2 = 0 AND n > 4000 THEN now() END
      FROM generate_series(1, 8000) n`;
    await prisma.$executeRaw`ANALYZE feed_activities`;
  });

  it('of all walks over none of that', async () => {
    const plan = await planOf((explaining) =>
      pageOfCurators(explaining, { kind: 'global' }, { viewerId: undefined, hidden: nothingHidden }, firstPage),
    );
    expect(plan).toContain('feed_activities_everyone_idx');
    expect(plan).not.toMatch(/Rows Removed by Filter: \d{2,}/);
  });

  it.each([
    ['nobody', undefined],
    ['somebody from whom others are hidden', 'did:plc:other'],
  ])('of a collection is read by its index, for %s', async (_whom, viewerId) => {
    const { prisma, statements } = server;
    const ofCollection = { kind: 'collection', collectionId, ...(viewerId && { viewerId }) } as const;
    const hidden = { curators: ['did:plc:hidden1'] };
    statements.length = 0;
    await page(pageOf(`{ collectionId: "${encodeGlobalId('Collection', collectionId)}" }`));
    const asked = statements.find((statement) => statement.includes('FROM "public"."feed_activities"')) ?? '';
    const plan = viewerId
      ? await planOf((explaining) => pageOfSubject(explaining, ofCollection, hidden, firstPage))
      : (
          await prisma.$queryRawUnsafe<{ 'QUERY PLAN': string }[]>(
            `EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, BUFFERS OFF) ${asked}`,
            collectionId,
            'VIEWERS',
            21,
            0,
          )
        )
          .map((row) => row['QUERY PLAN'])
          .join('\n');
    expect(plan).toContain('Index Scan Backward using feed_activities_of_collection_idx');
    expect(plan).not.toContain('Rows Removed');
  });
});

it('what is withheld is shown by its id to nobody but those who see its collection', async () => {
  const { prisma } = server;
  const { id: collectionId } = await collection(prisma, { authorId: ada });
  const [before, after] = [
    await activity(prisma, { actorId: ada, collectionId, seq: 30_000 }),
    await activity(prisma, { actorId: ada, collectionId, seq: 30_001 }),
  ];
  const reshowing = { collectionId, before: 30_001n, remaining: 30_001n, viewers: [ada] };
  await prisma.feedReshowing.create({ data: { ...reshowing, audience: 'VIEWERS' } });
  const ids = [before, after].map(({ id }) => encodeGlobalId('FeedActivity', id));
  const shownTo = async (as?: string) => {
    const query = `{ nodes(ids: ${JSON.stringify(ids)}) { id } }`;
    return ask(server, { query, ...(as && { as }) });
  };
  const [whole, rest] = [{ nodes: ids.map((id) => ({ id })) }, { nodes: [null, { id: ids[1] }] }];
  expect([await shownTo(bearer(ada)), await shownTo(bearer(bob)), await shownTo()]).toEqual([whole, rest, rest]);
});
