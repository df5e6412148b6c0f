import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeGlobalId } from '../../src/graphql/globalIds.ts';
import { bearer } from './fakeTokens.ts';
import { ask, codesOf, send } from './request.ts';
import { activity, curator, urlCard } from './rows.ts';
import { startTestServer, type TestServer } from './testServer.ts';

const ada = 'did:plc:ada';
const adaId = encodeGlobalId('Curator', ada);

let server: TestServer;
const cardIds: string[] = [];
beforeAll(async () => {
  server = await startTestServer();
  await curator(server.prisma, ada);
  for (const day of [1, 2, 3]) {
    const card = await urlCard(server.prisma, ada, `https://example.com/${day}`);
    const addedAt = new Date(`2026-01-0${Math.min(day, 2)}T00:00:00.000Z`);
    await server.prisma.libraryMembership.create({ data: { cardId: card.id, curatorId: ada, addedAt } });
    cardIds.push(card.id);
  }
});
afterAll(() => server[Symbol.asyncDispose]());

describe('viewer', () => {
  it('is the curator whom the token names, and nobody without', async () => {
    const query = '{ viewer { id did handle } }';
    expect(await ask(server, { query, as: bearer(ada) })).toEqual({ viewer: { id: adaId, did: ada, handle: 'ada' } });
    expect(await ask(server, { query })).toEqual({ viewer: null });
  });
});

describe('curator', () => {
  it('is found by DID and by global id', async () => {
    for (const id of [ada, adaId]) {
      expect(await ask(server, { query: `{ curator(id: "${id}") { handle } }` })).toEqual({
        curator: { handle: 'ada' },
      });
    }
    expect(await ask(server, { query: '{ curator(id: "did:plc:nobody") { handle } }' })).toEqual({ curator: null });
  });

  it('is not found by anything else', async () => {
    for (const id of ['ada', encodeGlobalId('Card', cardIds[0] ?? '')]) {
      const { errors } = await send(server, { query: `{ curator(id: "${id}") { handle } }` });
      expect(errors).toMatchObject([{ path: ['curator'], extensions: { code: 'BAD_USER_INPUT', argument: 'id' } }]);
    }
  });

  it('has a library, in pages, the last saved first', async () => {
    const seen: unknown[] = [];
    let after = '';
    for (const size of [1, 1, 1]) {
      const { curator: found } = (await ask(server, {
        query: `{ curator(id: "${ada}") { library(first: ${size} ${after}) { nodes { url author { handle } } pageInfo { endCursor } } } }`,
      })) as { curator: { library: { nodes: unknown[]; pageInfo: { endCursor: string } } } };
      seen.push(...found.library.nodes);
      after = `, after: "${found.library.pageInfo.endCursor}"`;
    }
    const [first, ...others] = [...cardIds.slice(1).toSorted().toReversed(), cardIds[0]].map(
      (id) => cardIds.indexOf(id ?? '') + 1,
    );
    expect(seen).toEqual(
      [first, ...others].map((day) => ({ url: `https://example.com/${day}`, author: { handle: 'ada' } })),
    );
  });

  it('has a library that takes its own cursors alone', async () => {
    for (const cursor of [
      'forged',
      'feed:1',
      'library:1:x',
      `library:1:${'g'.repeat(36)}`,
      'library:999999999999999:',
    ]) {
      const after = Buffer.from(cursor).toString('base64url');
      const query = `{ curator(id: "${ada}") { library(after: "${after}") { nodes { id } } } }`;
      expect(await codesOf(server, { query })).toEqual(['INVALID_CURSOR']);
    }
  });
});

describe('node', () => {
  it('finds what has a global id', async () => {
    const { id: activityId } = await activity(server.prisma, { actorId: ada, cardId: cardIds[0] ?? '', seq: 1 });
    const ids = [adaId, encodeGlobalId('Card', cardIds[0] ?? ''), encodeGlobalId('FeedActivity', activityId)];
    const query = `query ($ids: [ID!]!) {
      nodes(ids: $ids) { id __typename ... on Curator { handle } ... on Card { url } ... on FeedActivity { actor { handle } card { url } } }
    }`;
    expect(await ask(server, { query, variables: { ids } })).toEqual({
      nodes: [
        { id: ids[0], __typename: 'Curator', handle: 'ada' },
        { id: ids[1], __typename: 'Card', url: 'https://example.com/1' },
        { id: ids[2], __typename: 'FeedActivity', actor: { handle: 'ada' }, card: { url: 'https://example.com/1' } },
      ],
    });
  });

  it('finds nothing where there is nothing, or nothing any more', async () => {
    const { id } = await activity(server.prisma, { actorId: ada, seq: 2, retractedAt: new Date() });
    for (const globalId of [encodeGlobalId('Card', randomUUID()), encodeGlobalId('FeedActivity', id)]) {
      expect(await ask(server, { query: `{ node(id: "${globalId}") { id } }` })).toEqual({ node: null });
    }
  });

  it('refuses what is no global id, and too many', async () => {
    const many = JSON.stringify(Array.from({ length: 101 }, () => adaId));
    expect(await codesOf(server, { query: '{ node(id: "forged") { id } }' })).toEqual(['BAD_USER_INPUT']);
    expect(await codesOf(server, { query: '{ nodes(ids: ["forged"]) { id } }' })).toEqual(['BAD_USER_INPUT']);
    expect(await codesOf(server, { query: `{ nodes(ids: ${many}) { id } }` })).toEqual(['BAD_USER_INPUT']);
  });
});

describe('a card', () => {
  it('says whether the viewer has saved it', async () => {
    const query = 'query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Card { viewerHasSaved } } }';
    const other = await urlCard(server.prisma, ada, 'https://example.com/not-saved');
    const ids = [cardIds[0] ?? '', other.id].map((id) => encodeGlobalId('Card', id));
    const saved = (as?: string) => ask(server, { query, variables: { ids }, ...(as !== undefined && { as }) });
    expect(await saved(bearer(ada))).toEqual({ nodes: [{ viewerHasSaved: true }, { viewerHasSaved: false }] });
    expect(await saved(bearer('did:plc:bob'))).toEqual({
      nodes: [{ viewerHasSaved: false }, { viewerHasSaved: false }],
    });
    expect(await saved()).toEqual({ nodes: [{ viewerHasSaved: false }, { viewerHasSaved: false }] });
  });
});
