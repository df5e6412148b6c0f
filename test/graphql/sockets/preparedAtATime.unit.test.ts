import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import WebSocket from 'ws';
import { defaultSocketLimits } from '../../../src/graphql/limits/ServerLimits.ts';
import { type BareServer, startBareServer } from '../bareServer.ts';
import { rawSocket } from '../socketClient.ts';
import { socketPair } from './socketPair.ts';

/** With two subscriptions at a time. */
const max = 102;

const operation = (id: number) => ({ type: 'subscribe', id: String(id), payload: { query: '{ title }' } });
const operations = Array.from({ length: max }, (_, index) => operation(index));

let counting: number;
let letThrough: () => void;
let refused: string[];
let server: BareServer;
beforeEach(async () => {
  counting = 0;
  refused = [];
  const { promise, resolve } = Promise.withResolvers<undefined>();
  letThrough = () => resolve(undefined);
  const perViewer = { consume: async () => undefined, consumeMore: async () => undefined };
  const perAddress = {
    ...perViewer,
    consume: () => {
      counting += 1;
      return counting === 1 ? perViewer.consume() : promise; // the upgrade comes first
    },
  };
  const sockets = { ...defaultSocketLimits, subscriptions: 2 };
  server = await startBareServer({
    limits: { sockets, rates: { perAddress }, metrics: { refused: (limit) => void refused.push(limit) } },
  });
});
afterEach(async () => {
  letThrough();
  await server[Symbol.asyncDispose]();
});

const urlOf = ({ url }: BareServer): string => url.replace('http', 'ws');

async function acknowledged() {
  const socket = await rawSocket({ socketUrl: urlOf(server) });
  socket.send({ type: 'connection_init' });
  await expect.poll(() => socket.messages).toEqual([{ type: 'connection_ack' }]);
  return socket;
}

it('as many operations as may be are prepared at a time on one socket, and again when they have been', async () => {
  using socket = await acknowledged();
  for (const each of operations) socket.send(each);
  await expect.poll(() => counting).toBe(1 + max);
  letThrough();
  const completed = () => socket.texts.filter((text) => text.includes('complete'));
  await expect.poll(completed).toHaveLength(max);
  for (const each of operations) socket.send(each);
  await expect.poll(completed).toHaveLength(2 * max);
  expect(refused).toEqual([]);
});

it('one more closes the socket, and is counted', async () => {
  using socket = await acknowledged();
  for (const each of operations) socket.send(each);
  await expect.poll(() => counting).toBe(1 + max);
  socket.send(operation(max));
  expect(await socket.closed).toBe(1013);
  expect(counting).toBe(1 + max);
  expect(refused).toEqual(['operations_per_socket']);
});

it('no more are begun of what comes in one write, although none would wait', async () => {
  letThrough();
  const transport = connect(Number(new URL(server.url).port), '127.0.0.1');
  const socket = new WebSocket(urlOf(server), 'graphql-transport-ws', { createConnection: () => transport });
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'connection_init' }));
  await once(socket, 'message');
  transport.cork();
  for (const each of [...operations, operation(max), operation(max + 1)]) socket.send(JSON.stringify(each));
  transport.uncork();
  const [code, reason] = await once(socket, 'close');
  expect([code, String(reason)]).toEqual([1013, 'Too many operations at once']);
  expect(counting).toBe(1 + max);
  expect(refused).toEqual(['operations_per_socket']);
});

it('what still comes when the socket is being closed is not prepared, and not counted again', async () => {
  await using pair = await socketPair();
  const prepared: number[] = [];
  const closings: string[] = [];
  const { promise: untilClosed, resolve: end } = Promise.withResolvers<undefined>();
  const prepare = (id: number) =>
    pair.connection.preparing(1, {
      prepare: async () => {
        prepared.push(id);
        await untilClosed;
      },
      refused: () => void closings.push('refused'),
    });
  const all = [prepare(1), prepare(2), prepare(3)];
  expect(await pair.closed).toBe(1013);
  end(undefined);
  await Promise.all(all);
  expect([prepared, closings]).toEqual([[1], ['refused']]);
});
