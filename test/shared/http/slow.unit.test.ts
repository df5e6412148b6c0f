import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import type { RequestHandler } from '../../../src/shared/infrastructure/http/HttpServer.ts';
import { send, startTestServer } from './testServer.ts';

const hello: RequestHandler = async (_request, response) => {
  response.end('hello');
};
const head = 'POST /graphql HTTP/1.1\r\nHost: x\r\n';

describe('a client that takes its time', () => {
  it.each([
    ['for the first byte', ''],
    ['for the headers', 'POST /graphql HT'],
    ['for the last header', `${head}Content-Length: 5\r\n`],
    ['for the body', `${head}Content-Length: 5\r\n\r\nab`],
    ['for the chunks of the body', `${head}Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n`],
  ])('%s is told so, and cut off', async (_what, request) => {
    await using started = await startTestServer({ routes: { '/graphql': hello }, headersMs: 100, requestMs: 200 });
    const socket = await send(started.server.url, request);

    expect(await text(socket)).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
  });

  it('and sends a byte now and then has no longer', async () => {
    await using started = await startTestServer({ routes: { '/graphql': hello }, headersMs: 100, requestMs: 200 });
    const socket = await send(started.server.url, `${head}X: `);
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.on('error', () => {}); // a reset, or a broken pipe
    const drip = setInterval(() => socket.write('x'), 20);

    await closed;

    clearInterval(drip);
    expect(socket.bytesWritten).toBeLessThan(100);
  });
});

describe('headers', () => {
  it.each([
    ['one that is long', `X: ${'x'.repeat(17_000)}\r\n`],
    ['many that are short', 'X: x\r\n'.repeat(6_000)],
  ])('of more than 16 KB are refused: %s', async (_what, headers) => {
    await using started = await startTestServer({ routes: { '/graphql': hello } });

    const answer = await text(await send(started.server.url, `GET /graphql HTTP/1.1\r\nHost: x\r\n${headers}\r\n`));

    expect(answer).toMatch(/^HTTP\/1\.1 431 Request Header Fields Too Large\r\n/);
  });

  it('at one path can be set for whatever is answered there', async () => {
    const routes = { '/graphql': hello };
    await using started = await startTestServer({
      maxBodyBytes: 10,
      routes,
      prepare: { '/graphql': (_, response) => response.setHeader('x-set', 'yes') },
    });
    const ask = async (path: string, body: string) =>
      (await fetch(started.server.url + path, { method: 'POST', body })).headers.get('x-set');

    expect([await ask('/graphql', 'short'), await ask('/graphql', 'longer than ten')]).toEqual(['yes', 'yes']);
    expect(await ask('/nowhere', 'short')).toBeNull();
  });
});
