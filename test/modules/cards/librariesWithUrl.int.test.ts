import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { bearer } from '../../graphql/fakeTokens.ts';
import { ask, codesOf, send } from '../../graphql/request.ts';
import { curator, urlCard } from '../../graphql/rows.ts';
import { startTestServer, type TestServer } from '../../graphql/testServer.ts';

const dids = ['ada', 'bob', 'eve', 'kim', 'lea'].map((name) => `did:plc:${name}`);
const [ada = '', bob = '', eve = '', kim = '', lea = ''] = dids;
const url = 'https://example.org/held';
const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second));

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  for (const did of dids) await curator(server.prisma, did);
  const [adas, bobs, other] = [
    await urlCard(server.prisma, ada, url),
    await urlCard(server.prisma, bob, url),
    await urlCard(server.prisma, bob, `${url}/not`),
  ];
  for (const [curatorId, { id: cardId }, second] of [
    [ada, adas, 1],
    [bob, bobs, 2],
    // Besides his own.
    [bob, adas, 4],
    [eve, adas, 3],
    [kim, bobs, 3],
    [eve, other, 9],
  ] as const)
    await server.prisma.libraryMembership.create({ data: { curatorId, cardId, addedAt: at(second) } });
});
afterAll(() => server[Symbol.asyncDispose]());

const page = z.object({
  librariesWithUrl: z.object({
    nodes: z.array(z.object({ did: z.string() })),
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
  }),
});
const query = `query ($url: URL!, $first: Int, $after: String) {
  librariesWithUrl(url: $url, first: $first, after: $after) { nodes { did } pageInfo { hasNextPage endCursor } }
}`;

async function holders(of: string, { as, ...more }: { first?: number; after?: string | null; as?: string } = {}) {
  const asked = { query, variables: { url: of, ...more }, ...(as !== undefined && { as: bearer(as) }) };
  const { librariesWithUrl } = page.parse(await ask(server, asked));
  return { ...librariesWithUrl, dids: librariesWithUrl.nodes.map(({ did }) => did) };
}

describe('the libraries with a URL', () => {
  it('are those that hold any card of it, each once, however it is written; the last saved first', async () => {
    for (const written of [url, 'HTTPS://EXAMPLE.org:443/held?utm_source=feed#top'])
      expect((await holders(written)).dids).toEqual([bob, kim, eve, ada]);
    expect((await holders('https://example.org/nobody')).dids).toEqual([]);
  });

  it.each([1, 2, 3])('come in pages of %i that join', async (first) => {
    const found: string[] = [];
    for (let after: string | null = null, more = true; more; ) {
      const { dids: some, pageInfo } = await holders(url, { first, after });
      found.push(...some);
      [after, more] = [pageInfo.endCursor, pageInfo.hasNextPage];
    }
    expect(found).toEqual([bob, kim, eve, ada]);
  });

  it('are without those whom the viewer blocks, and who block the viewer', async () => {
    const blocks = [
      { blockerId: lea, blockedId: kim },
      { blockerId: bob, blockedId: lea },
    ];
    for (const block of blocks)
      await server.prisma.block.create({ data: { id: randomUUID(), blockedAt: at(0), ...block } });
    expect((await holders(url, { as: lea })).dids).toEqual([eve, ada]);
    expect((await holders(url, { as: eve })).dids).toEqual([bob, kim, eve, ada]);
  });

  it('are those of a link', async () => {
    const { errors } = await send(server, { query, variables: { url: 'ftp://example.org/' } });
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', argument: 'url' } }]);
  });

  it.each([[''], ['forged'], [Buffer.from('libraries:1:ada').toString('base64url')]])(
    'refuse the cursor %j',
    async (after) => {
      expect(await codesOf(server, { query, variables: { url, after } })).toEqual(['INVALID_CURSOR']);
    },
  );

  it('are found by an index, however many cards of it there are', async () => {
    await server.prisma.$executeRaw`
      INSERT INTO curators (id, created_at) SELECT 'did:plc:n' || n, now() FROM generate_series(1, 3000) n`;
    await server.prisma.$executeRaw`
      INSERT INTO library_memberships (card_id, curator_id, added_at)
      SELECT c.id, 'did:plc:n' || n, now() - n * interval '1 minute'
      FROM generate_series(1, 3000) n, (SELECT id FROM cards WHERE canonical_url = ${url} AND author_id = ${ada}) c`;
    await server.prisma.$executeRaw`ANALYZE library_memberships`;
    const { dids: last } = await holders(url, { first: 2 });
    expect(last).toEqual(['did:plc:n1', 'did:plc:n2']);
    const asked = server.statements.findLast((statement) => statement.includes('library_memberships" later')) ?? '';
    const rows = await server.prisma.$queryRawUnsafe<{ 'QUERY PLAN': string }[]>(
      `EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, BUFFERS OFF) ${asked}`,
      url,
      new Date('9999-12-31T00:00:00Z'),
      '',
      ada,
      ada,
      3,
    );
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan).toContain('library_memberships_canonical_url_added_at_curator_id_idx');
    expect(plan).not.toMatch(/Seq Scan on library_memberships|Sort/);
  });
});
