import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ask, codesOf, send } from '../../graphql/request.ts';
import { curator, urlCard } from '../../graphql/rows.ts';
import { startTestServer, type TestServer } from '../../graphql/testServer.ts';

const [ada, bob] = ['did:plc:ada', 'did:plc:bob'];
const at = new Date('2026-01-01T00:00:00Z');
const beforeAnything = [new Date('9999-12-31T00:00:00Z'), 'ffffffff-ffff-ffff-ffff-ffffffffffff', 21] as const;

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  for (const did of [ada, bob]) await curator(server.prisma, did);
});
afterAll(() => server[Symbol.asyncDispose]());

async function keep(curatorId: string, cardId: string, addedAt = at): Promise<void> {
  await server.prisma.libraryMembership.create({ data: { curatorId, cardId, addedAt } });
}

async function note(curatorId: string, text: string, addedAt = at): Promise<void> {
  const id = randomUUID();
  const card = { id, type: 'NOTE', authorId: curatorId, text, createdAt: at, updatedAt: at } as const;
  await server.prisma.card.create({ data: card });
  await keep(curatorId, id, addedAt);
}

async function link(curatorId: string, url: string, title: string): Promise<void> {
  const { id } = await urlCard(server.prisma, curatorId, url);
  await server.prisma.card.update({ where: { id }, data: { title } });
  await keep(curatorId, id);
}

const library = z.object({
  curator: z.object({
    library: z.object({
      nodes: z.array(z.object({ title: z.string().nullable(), text: z.string().nullable() })),
      pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
    }),
  }),
});
const query = `query ($id: ID!, $search: String, $first: Int, $after: String) {
  curator(id: $id) {
    library(search: $search, first: $first, after: $after) { nodes { title text } pageInfo { hasNextPage endCursor } }
  }
}`;

async function page(id: string, search: string, more: { first?: number; after?: string | null } = {}) {
  const found = library.parse(await ask(server, { query, variables: { id, search, ...more } })).curator.library;
  return { ...found, texts: found.nodes.map(({ title, text }) => title ?? text) };
}

const found = async (id: string, search: string) => new Set((await page(id, search)).texts);

describe('the search of a library', () => {
  beforeAll(async () => {
    await link(ada, 'https://example.org/gardens/tulip-fields?q=a_b', 'Über Tulpen');
    await link(ada, 'https://blog.example.com/', "The gardener's year");
    await note(ada, 'Prune the roses in state-of-the-art gloves, v1.2');
    await note(bob, 'Roses of my own');
  });

  it.each([
    ['a word of a title', 'gardener', ["The gardener's year"]],
    ['a word of a note', 'roses', ['Prune the roses in state-of-the-art gloves, v1.2']],
    ['a word of an address', 'tulip', ['Über Tulpen']],
    ['an address', 'https://example.org/gardens/tulip-fields?q=a_b', ['Über Tulpen']],
    ['a host', 'blog.example.com', ["The gardener's year"]],
    ['letters in any case, also beyond ASCII', 'ÜBER', ['Über Tulpen']],
    ['all words', 'the gloves', ['Prune the roses in state-of-the-art gloves, v1.2']],
    ['one of two words', 'tulpen OR gloves', ['Über Tulpen', 'Prune the roses in state-of-the-art gloves, v1.2']],
    ['a phrase', '"gardener\'s year"', ["The gardener's year"]],
    ['no phrase of words that are apart', '"the year"', []],
    ['words with signs in them', 'state-of-the-art v1.2', ['Prune the roses in state-of-the-art gloves, v1.2']],
    ['what is without a word', 'the -gloves', ["The gardener's year"]],
    ['what is without any of the words', '-the', ['Über Tulpen']],
    ['no part of a word', 'garden', []],
    ['nothing of others', 'own', []],
  ])('finds %s', async (_, search, expected) => {
    expect(await found(ada, search)).toEqual(new Set(expected));
  });

  it.each([
    '',
    ' ',
    '-',
    '--',
    '"',
    '"" "',
    '&|!():*<->',
    "'; DROP TABLE cards",
    '\\',
    '-"',
    'or or or',
    '\u0301\u202e',
    '💡',
    '"'.repeat(200),
    'zz '.repeat(66),
    `${'x'.repeat(199)}y`,
  ])('takes %j for what it is: nothing to be found', async (search) => {
    expect((await page(ada, search)).texts).toEqual([]);
  });

  it.each([['x'.repeat(201)], ['nul\0byte'], ['lone \ud800 surrogate']])('refuses %j', async (search) => {
    const { errors } = await send(server, { query, variables: { id: ada, search } });
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', argument: 'search' } }]);
  });

  it('finds what a card says now', async () => {
    await note(bob, 'Of lilies');
    expect(await found(bob, 'lilies')).toEqual(new Set(['Of lilies']));
    await server.prisma.card.updateMany({ where: { text: 'Of lilies' }, data: { text: 'Of asters' } });
    expect([await found(bob, 'lilies'), await found(bob, 'asters')]).toEqual([new Set(), new Set(['Of asters'])]);
  });

  it('comes in pages that join, the last saved first, also where many were saved at one moment', async () => {
    for (let n = 0; n < 7; n += 1) await note(bob, `Page number${n}`, new Date(at.getTime() + Math.floor(n / 3)));
    const all = (await page(bob, 'page')).texts;
    expect(all).toHaveLength(7);
    expect(all[0]).toBe('Page number6');
    const paged: (string | null)[] = [];
    for (let after: string | null = null, more = true; more; ) {
      const { texts, pageInfo } = await page(bob, 'page', { first: 2, after });
      paged.push(...texts);
      [after, more] = [pageInfo.endCursor, pageInfo.hasNextPage];
    }
    expect(paged).toEqual(all);
    expect(await codesOf(server, { query, variables: { id: bob, search: 'page', after: 'forged' } })).toEqual([
      'INVALID_CURSOR',
    ]);
  });
});

describe('the plan of a search', () => {
  beforeAll(async () => {
    await server.prisma.$executeRaw`
      WITH written AS (
        INSERT INTO cards (id, type, author_id, text, created_at, updated_at)
        SELECT gen_random_uuid(), 'NOTE', CASE WHEN n % 4 = 0 THEN ${ada} ELSE ${bob} END, 'plenty of words, and word' || n, now(), now()
        FROM generate_series(1, 20000) n
        RETURNING id, author_id
      )
      INSERT INTO library_memberships (card_id, curator_id, added_at)
      SELECT id, author_id, now() - random() * interval '1 year' FROM written`;
    await server.prisma.$executeRaw`ANALYZE cards, library_memberships`;
  });

  /** Of the statement that the API has asked. */
  async function planOf(search: string): Promise<string> {
    expect((await page(ada, search)).texts.length).toBeGreaterThan(0);
    const asked = server.statements.findLast((statement) => statement.includes('card_search_query')) ?? '';
    const rows = await server.prisma.$queryRawUnsafe<{ 'QUERY PLAN': string }[]>(
      `EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, BUFFERS OFF) ${asked}`,
      ada,
      search,
      ...beforeAnything,
    );
    return rows.map((row) => row['QUERY PLAN']).join('\n');
  }

  it('finds rare words by the index of words', async () => {
    const plan = await planOf('word4444');
    expect(plan).toContain('Bitmap Index Scan on cards_search_idx');
    expect(plan).not.toContain('Seq Scan');
  });

  it('finds common words by walking through the library from its end, no further than a page', async () => {
    const plan = await planOf('plenty');
    expect(plan).toContain('Index Scan Backward using library_memberships_curator_id_added_at_idx');
    expect(plan).not.toContain('Seq Scan');
    const walked = /library_memberships_curator_id_added_at_idx on [^\n]*actual rows=([\d.]+)/.exec(plan)?.[1];
    expect(Number(walked)).toBeLessThan(60);
  });
});
