import { setImmediate as nextTurn } from 'node:timers/promises';
import { buildSchema } from 'graphql';
import { createClient } from 'graphql-ws';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { GraphQLContext } from '../../../src/graphql/context.ts';
import { PacedRefusals } from '../../../src/graphql/limits/PacedRefusals.ts';
import type { ServerLimits } from '../../../src/graphql/limits/ServerLimits.ts';
import { eventually } from '../../support/eventually.ts';
import { type BareServer, startBareServer } from '../bareServer.ts';
import { rawSocket } from '../socketClient.ts';

const context: GraphQLContext = Object.create(null);
const limits: ServerLimits = { atATime: 1, addressOf: ({ headers }) => String(headers['x-address']) };

/** Answers in the order of its calls, when it is let. */
function gate() {
  const begun: string[] = [];
  const { promise: opened, resolve: open } = Promise.withResolvers<void>();
  const schema = buildSchema('type Query { wait(name: String!): String }');
  const { wait } = schema.getQueryType()?.getFields() ?? {};
  if (!wait) throw new Error('unreachable: it is written above');
  wait.resolve = async (_root, { name }: { name: string }) => {
    begun.push(name);
    await opened;
    return name;
  };
  return { schema, begun, open };
}

it.each([
  ['straight into the engine', true],
  ["over Yoga's way", false],
])('an address does not wait behind all that another asks for: %s', async (_, directWay) => {
  const { schema, begun, open } = gate();
  let executing = 0;
  const contextFor = async (): Promise<GraphQLContext> => {
    executing += 1; // what comes next is to be executed, or to wait
    return context;
  };
  await using server = await startBareServer({ schema, limits, directWay, contextFor });
  const ask = async (address: string, name: string): Promise<unknown> => {
    const headers = { 'content-type': 'application/json', 'x-address': address };
    const body = JSON.stringify({ query: `{ wait(name: "${name}") }` });
    const response = await fetch(server.url, { method: 'POST', headers, body });
    return response.json();
  };
  const names = ['many 1', 'many 2', 'many 3', 'many 4', 'many 5'];
  const answers = names.map((name) => ask('many', name));
  await eventually(() => executing === names.length);
  answers.push(ask('one', 'one'));
  await eventually(() => executing === names.length + 1);
  await nextTurn();
  expect(begun).toHaveLength(1);
  open();
  expect(await Promise.all(answers)).toEqual([...names, 'one'].map((name) => ({ data: { wait: name } })));
  expect(begun.indexOf('one')).toBe(2);
});

it.each([
  ['straight into the engine', 'application/json'],
  ["over Yoga's way", 'application/json; charset="utf-8"'],
])('what waits while nothing ends is told so as any outage, and logged: %s', async (_, contentType) => {
  const { schema, begun, open } = gate();
  await using server = await startBareServer({ schema, limits: { ...limits, maxWaitMs: 50 } });
  const ask = (name: string): Promise<Response> => {
    const headers = { 'content-type': contentType, 'x-address': 'one' };
    return fetch(server.url, { method: 'POST', headers, body: JSON.stringify({ query: `{ wait(name: "${name}") }` }) });
  };
  const first = ask('first');
  await eventually(() => begun.length === 1);

  const second = await ask('second');

  expect(second.status).toBe(503);
  expect(await second.text()).toContain('"code":"SERVICE_UNAVAILABLE"');
  expect(server.entries()).toContainEqual(expect.objectContaining({ msg: 'a request met an outage' }));
  open();
  expect((await first).status).toBe(200);
});

describe('of an address that has as much waiting as there may be', () => {
  const tooMany = 'Too many operations of this address wait: try again in 1 s';
  let server: BareServer;
  let opened: ReturnType<typeof gate>;
  let held: readonly Promise<unknown>[];
  let refusals: PacedRefusals;
  let executing: number;
  beforeEach(async () => {
    opened = gate();
    refusals = new PacedRefusals({ everyMs: 3_600_000 });
    executing = 0;
    const contextFor = async (): Promise<GraphQLContext> => {
      executing += 1;
      return context;
    };
    server = await startBareServer({
      schema: opened.schema,
      contextFor,
      limits: { atATime: 1, waitingOperations: 1, addressOf: () => 'many', rates: { refusals } },
    });
    held = ['one', 'two'].map((name) => post(name));
    await eventually(() => executing === 2);
    await nextTurn();
  });
  afterEach(async () => {
    opened.open();
    await Promise.all(held);
    await server[Symbol.asyncDispose]();
  });

  const ask = (name: string) => `{ wait(name: "${name}") }`;
  const post = (name: string, headers?: Record<string, string>) =>
    fetch(server.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query: ask(name) }),
    });

  it.each([
    ['straight into the engine', {}],
    ["over Yoga's way", { 'content-type': 'application/json; charset="utf-8"' }],
    ['as server-sent events', { accept: 'text/event-stream' }],
  ])('more is refused with 429: %s', async (_way, headers) => {
    const response = await post('three', headers);

    expect([response.status, response.headers.get('retry-after')]).toEqual([429, '1']);
    const text = await response.text();
    expect(text).toContain('"code":"RATE_LIMITED"');
    expect(text).toContain(tooMany);
    expect(opened.begun).toEqual(['one']);
  });

  it('more is refused by an error message: over a WebSocket, which stays open', async () => {
    const closed: unknown[] = [];
    const client = createClient({
      url: server.url.replace('http', 'ws'),
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      lazy: false,
      on: { closed: (event) => closed.push(event) },
    });
    const refused = client.iterate({ query: ask('three') }).next();

    await expect(refused).rejects.toMatchObject([{ message: tooMany, extensions: { code: 'RATE_LIMITED' } }]);
    opened.open();
    await Promise.all(held);
    expect(await client.iterate({ query: ask('four') }).next()).toMatchObject({ value: { data: { wait: 'four' } } });
    expect(closed).toEqual([]);
    expect(opened.begun).toEqual(['one', 'two', 'four']);
    await client.dispose();
  });

  it('a socket is not listened to while a refusal of it is held', async () => {
    const acknowledged = async () => {
      const socket = await rawSocket({ socketUrl: server.url.replace('http', 'ws') });
      socket.send({ type: 'connection_init' });
      await eventually(() => expect(socket.messages).toHaveLength(1));
      return socket;
    };
    using socket = await acknowledged();
    using other = await acknowledged();
    const operation = (id: string) => ({ type: 'subscribe', id, payload: { query: ask(id) } });
    socket.send(operation('told at once'));
    await eventually(() => expect(socket.messages.at(-1)).toMatchObject({ type: 'error', id: 'told at once' }));
    socket.send(operation('held'));
    await eventually(() => executing === 4);
    await nextTurn();
    socket.send({ type: 'ping' });
    other.send({ type: 'ping' });
    await eventually(() => expect(other.messages.at(-1)).toEqual({ type: 'pong' }));
    expect(socket.messages).toHaveLength(2);
    refusals[Symbol.dispose]();
    await eventually(() => expect(socket.messages.slice(2)).toMatchObject([{ id: 'held' }, { type: 'pong' }]));
  });
});
