import { once } from 'node:events';
import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, it } from 'vitest';
import WebSocket from 'ws';
import { defaultSocketLimits } from '../../../src/graphql/limits/ServerLimits.ts';
import { graphqlPath } from '../../../src/graphql/serverOptions.ts';
import { type BareServer, startBareServer } from '../bareServer.ts';

let refused: string[];
let server: BareServer;
beforeEach(async () => {
  refused = [];
  const sockets = { ...defaultSocketLimits, waitingPerAddress: 1 };
  const metrics = { refused: (limit: string) => void refused.push(limit) };
  server = await startBareServer({ limits: { sockets, metrics } });
});
afterEach(() => server[Symbol.asyncDispose]());

it('a silent socket that has to go is counted', async () => {
  const open = async () => {
    const socket = new WebSocket(server.url.replace('http', 'ws'), 'graphql-transport-ws');
    await once(socket, 'open');
    return socket;
  };
  const gone = once(await open(), 'close');
  await open();

  expect((await gone)[0]).toBe(4408);
  expect(refused).toEqual(['waiting_sockets']);
});

it('an upgrade that is refused because too many wait is counted', async () => {
  const upgrade = () => {
    const request = new IncomingMessage(new Socket());
    request.url = graphqlPath;
    const socket = new PassThrough();
    server.upgrade(request, socket, Buffer.alloc(0));
    return socket;
  };
  upgrade();
  const [answer] = await once(upgrade(), 'data');

  expect(String(answer)).toContain('429 Too Many Requests');
  expect(refused).toEqual(['waiting_upgrades']);
});
