import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import type { RequestHandler, UpgradeHandler } from '../../../src/shared/infrastructure/http/HttpServer.ts';
import { heldHandler, send, startTestServer, type TestServer } from './testServer.ts';

const isRefused = async ({ server }: TestServer): Promise<boolean> =>
  fetch(`${server.url}/health/live`).then(
    () => false,
    () => true,
  );

it('waits for what is being answered, and says that the connection will close', async () => {
  const { handler, called, release } = heldHandler();
  const started = await startTestServer({ routes: { '/graphql': handler } });
  const response = fetch(`${started.server.url}/graphql`);
  await called;

  const ended = started[Symbol.asyncDispose]();

  expect(await isRefused(started)).toBe(true);
  release();
  expect((await response).headers.get('connection')).toBe('close');
  expect(await (await response).text()).toBe('at last');
  await ended;
});

it('does not wait for connections that are only kept alive', async () => {
  const started = await startTestServer({ drainMs: 60_000 });
  const socket = await send(started.server.url, 'GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n');
  await once(socket, 'data');

  await started[Symbol.asyncDispose]();

  expect(await isRefused(started)).toBe(true);
});

it('closes a connection whose answer had begun before, as soon as it is complete', async () => {
  const { handler, called, release } = heldHandler();
  const begins: RequestHandler = async (request, response, context, body) => {
    response.write('first');
    await handler(request, response, context, body);
  };
  const started = await startTestServer({ routes: { '/graphql': begins }, drainMs: 60_000 });
  const socket = await send(started.server.url, 'GET /graphql HTTP/1.1\r\nHost: x\r\n\r\n');
  await called;

  const ended = started[Symbol.asyncDispose]();
  release();

  expect(await text(socket)).toContain('at last');
  await ended;
});

it('cuts what is not answered in time', async () => {
  const { handler, called, release } = heldHandler();
  const started = await startTestServer({ routes: { '/graphql': handler }, drainMs: 50 });
  const answer = fetch(`${started.server.url}/graphql`).then(
    () => 'an answer',
    () => 'cut',
  );
  await called;

  await started[Symbol.asyncDispose]();

  expect(await answer).toBe('cut');
  expect(started.entries()).toContainEqual(
    expect.objectContaining({
      level: 'warn',
      requests: 1,
      msg: 'answering the last requests took longer than 50 ms',
    }),
  );
  release();
});

it('leaves WebSockets alone until the last, and then cuts them', async () => {
  const sockets = new WebSocketServer({ noServer: true });
  const upgrade: UpgradeHandler = async (request, socket, head) => {
    sockets.handleUpgrade(request, socket, head, (ws) => ws.on('message', (data) => ws.send(data)));
  };
  const started = await startTestServer({ upgrade, drainMs: 50 });
  const client = new WebSocket(started.server.url);
  await once(client, 'open');

  started.server.stopAccepting();
  expect(await isRefused(started)).toBe(true);
  client.send('still there');
  await once(client, 'message');
  const closed = once(client, 'close');
  await started[Symbol.asyncDispose]();

  await closed;
});

it('may be asked for twice', async () => {
  const started = await startTestServer();

  await Promise.all([started[Symbol.asyncDispose](), started[Symbol.asyncDispose]()]);

  expect(await isRefused(started)).toBe(true);
});
