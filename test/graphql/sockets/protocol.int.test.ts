import { createClient } from 'graphql-ws';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { eventually } from '../../support/eventually.ts';
import { curator } from '../rows.ts';
import { rawSocket } from '../socketClient.ts';
import { startTestServer, type TestServer } from '../testServer.ts';

// The cases of graphql-ws's PROTOCOL document that webSocket.int.test.ts does not have.

let opened: AsyncDisposableStack;
let server: TestServer;

beforeEach(async () => {
  opened = new AsyncDisposableStack();
  server = opened.use(await startTestServer());
});
afterEach(() => opened.disposeAsync());

async function acknowledged() {
  const socket = opened.use(await rawSocket(server));
  socket.send({ type: 'connection_init' });
  await eventually(() => expect(socket.messages).toEqual([{ type: 'connection_ack' }]));
  socket.messages.length = 0;
  return socket;
}

const changes = 'subscription { feedChanged(feed: { global: true }) { ... on FeedItemRemoved { cursor } } }';
const subscribe = (id: string, query = changes) => ({ type: 'subscribe', id, payload: { query } });
const complete = (id: string) => ({ type: 'complete', id });
const next = (id: string, cursor: string) => ({ id, type: 'next', payload: { data: { feedChanged: { cursor } } } });
const removed = (cursor: string) => ({ op: 'REMOVED' as const, cursor, activityId: 'an activity' });

const subscriptions = (count: number): Promise<void> =>
  eventually(() => expect(server.liveFeed.subscriptions.filter(({ stream }) => stream.isOpen)).toHaveLength(count));

describe('a connection', () => {
  it('is closed with 4408 when it is not initialised in time', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const socket = opened.use(await rawSocket(server));
      vi.advanceTimersByTime(10_000);
      expect(await socket.closed).toBe(4408);
    } finally {
      vi.useRealTimers();
    }
  });

  it('is closed with 4429 when it is initialised twice', async () => {
    const socket = await acknowledged();
    socket.send({ type: 'connection_init' });
    expect(await socket.closed).toBe(4429);
  });

  it.each([
    ['an unknown type', { type: 'unheard of' }],
    ['no type', { id: '1' }],
    ['an operation without an id', { type: 'subscribe', payload: { query: changes } }],
    ['an operation without a query', { type: 'subscribe', id: '1', payload: {} }],
    ['a message of the server', { type: 'next', id: '1', payload: {} }],
    ['no object', '"ping"'],
  ])('is closed with 4400 for %s', async (_what, message) => {
    const socket = await acknowledged();
    socket.send(message);
    expect(await socket.closed).toBe(4400);
  });

  it('answers a ping, with its payload, before it is initialised and after', async () => {
    const early = opened.use(await rawSocket(server));
    early.send({ type: 'ping', payload: { n: 1 } });
    await eventually(() => expect(early.messages).toEqual([{ type: 'pong', payload: { n: 1 } }]));
    const socket = await acknowledged();
    socket.send({ type: 'ping' });
    socket.send({ type: 'pong', payload: { unasked: true } });
    socket.send({ type: 'ping', payload: { text: '€😀' } });
    await eventually(() =>
      expect(socket.messages).toEqual([{ type: 'pong' }, { type: 'pong', payload: { text: '€😀' } }]),
    );
  });

  it('is kept by the pings of graphql-ws’s client', async () => {
    const pongs: boolean[] = [];
    const client = createClient({
      url: server.socketUrl,
      webSocketImpl: WebSocket,
      lazy: false,
      keepAlive: 5,
      on: { pong: (isReceived) => pongs.push(isReceived) },
    });
    await eventually(() => pongs.filter((isReceived) => isReceived).length >= 3);
    await client.dispose();
  });
});

describe('an operation', () => {
  it('whose id is in use closes the socket with 4409', async () => {
    const socket = await acknowledged();
    socket.send(subscribe('1'));
    await subscriptions(1);
    socket.send(subscribe('1'));
    expect(await socket.closed).toBe(4409);
    await subscriptions(0);
  });

  it('is completed by the server when it has one result', async () => {
    const socket = await acknowledged();
    socket.send(subscribe('1', '{ __typename }'));
    const result = { id: '1', type: 'next', payload: { data: { __typename: 'Query' } } };
    await eventually(() => expect(socket.messages).toEqual([result, complete('1')]));
  });

  it('that is refused is told so, and not completed', async () => {
    const socket = await acknowledged();
    socket.send(subscribe('1', '{ nothing }'));
    const refused = { id: '1', type: 'error', payload: [{ message: expect.stringContaining('nothing') }] };
    await eventually(() => expect(socket.messages).toMatchObject([refused]));
    socket.send(subscribe('2', '{ __typename }'));
    await eventually(() => expect(socket.messages.at(-1)).toEqual(complete('2')));
    expect(socket.messages).toHaveLength(3);
  });

  it('that the client completes is answered with nothing', async () => {
    const socket = await acknowledged();
    socket.send(subscribe('1'));
    await subscriptions(1);
    socket.send(complete('1'));
    await subscriptions(0);
    server.liveFeed.emit(removed('c1'));
    socket.send({ type: 'ping' });
    await eventually(() => expect(socket.messages).toEqual([{ type: 'pong' }]));
  });

  it('that is not there may be completed', async () => {
    const socket = await acknowledged();
    socket.send(complete('never heard of'));
    socket.send({ type: 'ping' });
    await eventually(() => expect(socket.messages).toEqual([{ type: 'pong' }]));
  });

  it('may have the id of one that the client has completed', async () => {
    const socket = await acknowledged();
    socket.send(subscribe('1'));
    await subscriptions(1);
    for (let again = 0; again < 5; again += 1) {
      socket.send(complete('1'));
      socket.send(subscribe('1'));
    }
    socket.send(subscribe('2', '{ __typename }'));
    await eventually(() => expect(socket.messages.at(-1)).toEqual(complete('2')));
    await subscriptions(1);
    server.liveFeed.emit(removed('c1'));
    await eventually(() => expect(socket.messages.slice(2)).toEqual([next('1', 'c1')]));
    socket.send(complete('1'));
    await subscriptions(0);
  });

  it('may have the id of a query that the client no longer wants, and whose result is not sent', async () => {
    const socket = await acknowledged();
    socket.send(subscribe('1', '{ viewer { did } }'));
    socket.send(complete('1'));
    socket.send(subscribe('1'));
    await subscriptions(1);
    server.liveFeed.emit(removed('c1'));
    await eventually(() => expect(socket.messages).toEqual([next('1', 'c1')]));
  });

  it('may have the id of one that the server has completed', async () => {
    await curator(server.prisma, 'did:plc:ada');
    const socket = await acknowledged();
    for (const _ of [1, 2]) {
      socket.send(subscribe('1', '{ __typename }'));
      await eventually(() => expect(socket.messages.at(-1)).toEqual(complete('1')));
      socket.messages.length = 0;
    }
    socket.send(subscribe('1'));
    await subscriptions(1);
    server.liveFeed.emit(removed('c1'));
    await eventually(() => expect(socket.messages).toEqual([next('1', 'c1')]));
  });
});
