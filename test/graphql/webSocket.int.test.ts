import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { CursorError } from '../../src/shared/application/live/CursorError.ts';
import { LiveUnavailableError } from '../../src/shared/application/live/LiveUnavailableError.ts';
import { bearer, forgedBearer, unverifiableBearer } from './fakeTokens.ts';
import { activity, curator, urlCard } from './rows.ts';
import { rawSocket, SocketClient } from './socketClient.ts';
import { startTestServer, type TestServer } from './testServer.ts';

const ada = 'did:plc:ada';
const changes = `subscription ($after: String) {
  feedChanged(feed: { global: true }, after: $after) {
    __typename
    ... on FeedItemAdded { cursor item { actor { handle } card { title author { handle } } } }
    ... on FeedItemRemoved { cursor activityId }
  }
}`;

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer();
  await curator(server.prisma, ada);
});
afterEach(() => server[Symbol.asyncDispose]());

async function subscribed(count = 1): Promise<void> {
  await expect.poll(() => server.liveFeed.open).toBe(count);
}
async function savedCard() {
  const card = await urlCard(server.prisma, ada, 'https://example.com/');
  return activity(server.prisma, { actorId: ada, cardId: card.id, seq: 1 });
}

describe('feedChanged over a WebSocket', () => {
  it('brings what was added and removed, with what was selected of it', async () => {
    await using client = new SocketClient(server);
    const results = client.operation(changes, { after: 'a-cursor' });
    const first = results.next();
    await subscribed();
    expect(server.liveFeed.subscriptions).toMatchObject([{ subject: { kind: 'global' }, after: 'a-cursor' }]);

    const { id } = await savedCard();
    server.liveFeed.emit({ op: 'ADDED', cursor: 'c1', activityId: id });
    server.liveFeed.emit({ op: 'REMOVED', cursor: 'c2', activityId: id });
    expect(await first).toEqual({
      data: {
        feedChanged: {
          __typename: 'FeedItemAdded',
          cursor: 'c1',
          item: {
            actor: { handle: 'ada' },
            card: { title: 'Title of https://example.com/', author: { handle: 'ada' } },
          },
        },
      },
    });
    expect(await results.next()).toEqual({
      data: {
        feedChanged: {
          __typename: 'FeedItemRemoved',
          cursor: 'c2',
          activityId: Buffer.from(`FeedActivity:${id}`).toString('base64'),
        },
      },
    });
  });

  it('shows a card as it is when the change comes, not as it was at an earlier one', async () => {
    const { id, cardId } = await savedCard();
    await using client = new SocketClient(server);
    const results = client.operation(
      'subscription { feedChanged(feed: { global: true }) { ... on FeedItemUpdated { item { card { title } } } } }',
    );
    const first = results.next();
    await subscribed();
    server.liveFeed.emit({ op: 'UPDATED', cursor: 'c1', activityId: id });
    expect(await first).toMatchObject({
      data: { feedChanged: { item: { card: { title: 'Title of https://example.com/' } } } },
    });

    await server.prisma.card.update({ where: { id: cardId ?? '' }, data: { title: 'Another' } });
    server.liveFeed.emit({ op: 'UPDATED', cursor: 'c2', activityId: id });
    expect(await results.next()).toMatchObject({ data: { feedChanged: { item: { card: { title: 'Another' } } } } });
  });

  it('ends what runs in the server when the client ends it, or goes', async () => {
    await using client = new SocketClient(server);
    const results = client.operation(changes);
    const first = results.next();
    await subscribed();
    await results.end();
    await first;
    await subscribed(0);

    await using other = new SocketClient(server);
    const pending = other.operation(changes).next();
    await subscribed(1);
    await other[Symbol.asyncDispose]();
    await pending;
    await subscribed(0);
  });

  it('tells what is wrong with a cursor, and leaves the other subscriptions alone', async () => {
    await using client = new SocketClient(server);
    const first = client.operation(changes, { after: 'forged' }).next();
    await subscribed();
    server.liveFeed.fail(new CursorError('INVALID_CURSOR'));
    await expect(first).rejects.toMatchObject([
      { extensions: { code: 'INVALID_CURSOR', requestId: expect.any(String) } },
    ]);

    const other = client.operation(changes).next();
    await subscribed();
    server.liveFeed.emit({ op: 'REMOVED', cursor: 'c1', activityId: '018f3a52-7b3c-7d4e-8f5a-6b7c8d9e0f1a' });
    expect(await other).toMatchObject({ data: { feedChanged: { cursor: 'c1' } } });
  });

  it('masks what fails unexpectedly, and goes on with the next change', async () => {
    await using client = new SocketClient(server);
    const results = client.operation(changes);
    const first = results.next();
    await subscribed();
    const { id } = await savedCard();
    server.liveFeed.emit({ op: 'ADDED', cursor: 'c1', activityId: 'no-uuid' });
    server.liveFeed.emit({ op: 'ADDED', cursor: 'c2', activityId: id });
    expect(await first).toMatchObject({
      errors: [{ message: 'Internal error', extensions: { code: 'INTERNAL', requestId: expect.any(String) } }],
    });
    expect(server.logged).toMatchObject([{ level: 'error', fields: { requestId: expect.any(String) } }]);
    expect(await results.next()).toMatchObject({ data: { feedChanged: { cursor: 'c2' } } });
  });

  it('closes with 1013 when changes cannot be read for too long', async () => {
    await using client = new SocketClient(server);
    const first = client.operation(changes).next();
    await subscribed();
    server.liveFeed.fail(new LiveUnavailableError(new Error('the database is away')));
    await expect(first).rejects.toMatchObject({ code: 1013 });
  });

  it('needs a token for what the viewer follows', async () => {
    const following = 'subscription { feedChanged(feed: { following: true }) { __typename } }';
    await using stranger = new SocketClient(server);
    expect(await stranger.operation(following).next()).toMatchObject({
      errors: [{ extensions: { code: 'UNAUTHENTICATED' } }],
    });
    expect(server.liveFeed.subscriptions).toEqual([]);

    await using reader = new SocketClient(server, bearer(ada));
    const pending = reader.operation(following).next();
    await subscribed();
    expect(server.liveFeed.subscriptions).toMatchObject([{ subject: { kind: 'following', viewerId: ada } }]);
    await reader[Symbol.asyncDispose]();
    await pending;
  });
});

describe('a socket', () => {
  it('runs queries too, and refuses a document without closing', async () => {
    await using client = new SocketClient(server, bearer(ada));
    await expect(client.operation('{ viewer').next()).rejects.toMatchObject([
      { extensions: { code: 'GRAPHQL_PARSE_FAILED' } },
    ]);
    await expect(client.operation('{ nobody }').next()).rejects.toMatchObject([
      { extensions: { code: 'GRAPHQL_VALIDATION_FAILED', requestId: expect.any(String) } },
    ]);
    expect(await client.operation('{ viewer { did } }').next()).toEqual({ data: { viewer: { did: ada } } });
    expect(await client.operation('query ($id: ID!) { node(id: $id) { id } }').next()).toMatchObject({
      errors: [{ extensions: { code: 'BAD_USER_INPUT' } }],
    });
    expect(await client.operation('{ node(id: "forged") { id } }').next()).toMatchObject({
      errors: [{ extensions: { code: 'BAD_USER_INPUT', argument: 'id' } }],
    });
  });

  it('tells nothing of HTTP', async () => {
    using socket = await rawSocket(server);
    socket.send({ type: 'connection_init' });
    await expect.poll(() => socket.messages).toEqual([{ type: 'connection_ack' }]);
    socket.send({ type: 'subscribe', id: '1', payload: { query: '{ nobody }' } });
    await expect.poll(() => socket.messages.length).toBe(2);
    expect(JSON.stringify(socket.messages)).not.toContain('http');
  });

  it('takes the token from where GraphiQL sends it, if there is GraphiQL', async () => {
    const subscribe = (authorization: string) => ({
      type: 'subscribe',
      id: '1',
      payload: { query: '{ viewer { did } }', extensions: { headers: { Authorization: authorization } } },
    });
    const answers = async (to: TestServer, authorization: string) => {
      using socket = await rawSocket(to);
      socket.send({ type: 'connection_init' });
      await expect.poll(() => socket.messages.length).toBe(1);
      socket.send(subscribe(authorization));
      await expect.poll(() => socket.messages.length).toBeGreaterThan(1);
      return socket.messages[1];
    };
    expect(await answers(server, bearer(ada))).toMatchObject({ payload: { data: { viewer: { did: ada } } } });
    expect(await answers(server, forgedBearer)).toMatchObject({
      type: 'error',
      payload: [{ extensions: { code: 'UNAUTHENTICATED' } }],
    });
    await using closed = await startTestServer({ server: { graphiql: false } });
    expect(await answers(closed, bearer(ada))).toMatchObject({ payload: { data: { viewer: null } } });
  });

  it.each([
    ['a forged token', forgedBearer],
    ['what is no token', 42],
  ])('is closed with 4403 for %s', async (_what, authorization) => {
    await using client = new SocketClient(server, authorization);
    await expect(client.operation('{ viewer { did } }').next()).rejects.toMatchObject({ code: 4403 });
    expect((await client.closed).reason).not.toContain('forged');
  });

  it('is closed with 1013 while tokens cannot be verified', async () => {
    await using client = new SocketClient(server, unverifiableBearer);
    await expect(client.operation('{ viewer { did } }').next()).rejects.toMatchObject({ code: 1013 });
  });

  it('is closed with 4403 when its token expires', async () => {
    await using client = new SocketClient(server, bearer(ada, 300));
    const pending = client.operation(changes).next();
    await subscribed();
    await expect(pending).rejects.toMatchObject({ code: 4403, reason: 'the token has expired' });
    await subscribed(0);
  });

  it('is closed with 1012 when the server stops', async () => {
    await using client = new SocketClient(server);
    const pending = client.operation(changes).next();
    await subscribed();
    await Promise.all([server.stop(), expect(pending).rejects.toMatchObject({ code: 1012 })]);
    await subscribed(0);
  });

  it('is sent what is due before it is closed with 1012', async () => {
    using socket = await rawSocket(server);
    socket.send({ type: 'connection_init' });
    await expect.poll(() => socket.texts.length).toBe(1);
    socket.send({ type: 'subscribe', id: '1', payload: { query: changes } });
    await subscribed();
    const change = { op: 'REMOVED', cursor: 'c1', activityId: '018f3a52-7b3c-7d4e-8f5a-6b7c8d9e0f1a' } as const;
    server.liveFeed.emit(change);
    await expect.poll(() => socket.texts.length).toBe(2);
    // It is resolved already, so it is due at once, and the server stops before the end of this turn.
    server.liveFeed.emit(change);
    await server.stop();
    expect(await socket.closed).toBe(1012);
    expect(socket.texts[2]).toBe(socket.texts[1]);
  });

  it('is not compressed, although its client would', async () => {
    const client = new WebSocket(server.socketUrl, ['graphql-transport-ws'], { perMessageDeflate: true });
    const upgraded = new Promise<object>((resolve) => client.once('upgrade', ({ headers }) => resolve(headers)));
    const headers = await upgraded;
    client.terminate();
    expect(headers).toHaveProperty('sec-websocket-protocol', 'graphql-transport-ws');
    expect(headers).not.toHaveProperty('sec-websocket-extensions');
  });

  it('is closed for what is not of the protocol', async () => {
    using unknown = await rawSocket(server, []);
    expect(await unknown.closed).toBe(4406);
    using garbage = await rawSocket(server);
    garbage.send('{"type":');
    expect(await garbage.closed).toBe(4400);
    using early = await rawSocket(server);
    early.send({ type: 'subscribe', id: '1', payload: { query: '{ viewer { did } }' } });
    expect(await early.closed).toBe(4401);
    using huge = await rawSocket(server);
    huge.send({ type: 'connection_init', payload: { filler: 'x'.repeat(65 * 1024) } });
    expect(await huge.closed).toBe(1009);
  });
});
