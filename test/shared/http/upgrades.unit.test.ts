import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import type { UpgradeHandler } from '../../../src/shared/infrastructure/http/HttpServer.ts';
import { send, startTestServer } from './testServer.ts';

const sockets = new WebSocketServer({ noServer: true });
const echo: UpgradeHandler = async (request, socket, head, { requestId }) => {
  sockets.handleUpgrade(request, socket, head, (ws) => ws.send(requestId));
};

it('a WebSocket is handed over, with its request id', async () => {
  await using started = await startTestServer({ upgrade: echo });
  const client = new WebSocket(started.server.url, { headers: { 'x-request-id': 'abc' } });

  const [message]: unknown[] = await once(client, 'message');

  expect(String(message)).toBe('abc');
  client.terminate();
});

it('a request for anything else is answered as it is', async () => {
  await using started = await startTestServer({ upgrade: echo });

  const socket = await send(
    started.server.url,
    'GET /health/live HTTP/1.1\r\nHost: x\r\nUpgrade: h2c\r\nConnection: Upgrade, close\r\n\r\n',
  );

  expect(await text(socket)).toMatch(/^HTTP\/1\.1 200 /);
});

it('without a handler, a WebSocket is refused', async () => {
  await using started = await startTestServer();
  const client = new WebSocket(started.server.url);

  const [error]: unknown[] = await once(client, 'error');

  expect(error).toMatchObject({ message: 'Unexpected server response: 404' });
});

it('a handler that fails closes the socket', async () => {
  await using started = await startTestServer({ upgrade: () => Promise.reject(new Error('no')) });
  const client = new WebSocket(started.server.url);

  const [error]: unknown[] = await once(client, 'error');

  expect(error).toMatchObject({ message: 'socket hang up' });
  expect(started.entries()).toContainEqual(expect.objectContaining({ level: 'error', msg: 'an upgrade failed' }));
});
