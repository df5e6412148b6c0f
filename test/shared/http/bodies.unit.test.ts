import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import type { RequestHandler } from '../../../src/shared/infrastructure/http/HttpServer.ts';
import { listen } from '../../../src/shared/infrastructure/http/listen.ts';
import { readBody } from '../../../src/shared/infrastructure/http/readBody.ts';
import { eventually } from '../../support/eventually.ts';
import { send, startTestServer } from './testServer.ts';

const maxBodyBytes = 1_000;

/** A server that answers with the body that it was given. */
async function startEcho() {
  const bodies: string[] = [];
  const echo: RequestHandler = async (_request, response, _context, body) => {
    bodies.push(body.toString());
    response.end(body);
  };
  return { bodies, ...(await startTestServer({ maxBodyBytes, routes: { '/graphql': echo } })) };
}

const head = (...headers: string[]): string =>
  `${['POST /graphql HTTP/1.1', 'Host: x', ...headers].join('\r\n')}\r\n\r\n`;
const chunked = head('Transfer-Encoding: chunked');
const chunk = (bytes: number): string => `${bytes.toString(16)}\r\n${'x'.repeat(bytes)}\r\n`;
const lastChunk = '0\r\n\r\n';
const refusal = '{"error":{"code":"BODY_TOO_LONG","message":"The body of a request may have at most 1000 bytes"}}\n';

/** All that comes until the connection ends. */
const answerOf = (socket: Socket): Promise<string> => text(socket);

describe('a body', () => {
  it('is handed over whole, whether it is announced or comes in chunks', async () => {
    await using started = await startEcho();
    const body = 'ä'.repeat(maxBodyBytes / 2);

    const announced = await fetch(`${started.server.url}/graphql`, { method: 'POST', body });
    expect([announced.status, await announced.text()]).toEqual([200, body]);

    const socket = await send(started.server.url, head('Transfer-Encoding: chunked', 'Connection: close'));
    socket.write(chunk(maxBodyBytes - 1));
    await eventually(() => expect(socket.bytesWritten).toBeGreaterThan(maxBodyBytes));
    socket.write(chunk(1) + lastChunk);
    expect(await answerOf(socket)).toContain('x'.repeat(maxBodyBytes));
  });

  it('is empty where there is none', async () => {
    await using started = await startEcho();

    await fetch(`${started.server.url}/graphql`);
    await fetch(`${started.server.url}/graphql`, { method: 'POST' });
    await fetch(`${started.server.url}/graphql`, { method: 'POST', body: '' });

    expect(started.bodies).toEqual(['', '', '']);
  });
});

describe('a body that is too long', () => {
  it.each(['/graphql', '/nowhere'])('is refused at %s before it is read, if it is announced', async (path) => {
    await using started = await startEcho();
    const request = `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: ${maxBodyBytes + 1}\r\n\r\n`;

    const socket = await send(started.server.url, request);
    const [answer]: unknown[] = await once(socket, 'data');

    expect(String(answer)).toMatch(/^HTTP\/1\.1 413 /);
    expect(String(answer)).toMatch(/^connection: close\r$/im);
    expect(String(answer)).toContain(refusal);
    socket.end();
    expect(started.bodies).toEqual([]);
  });

  it('is refused as soon as its chunks are', async () => {
    await using started = await startEcho();

    const socket = await send(started.server.url, chunked + chunk(maxBodyBytes) + chunk(1));
    const [answer]: unknown[] = await once(socket, 'data');

    expect(String(answer)).toMatch(/^HTTP\/1\.1 413 /);
    expect(String(answer)).toContain(refusal);
    socket.end();
    expect(started.bodies).toEqual([]);
  });

  it.each([
    ['announced', head(`Content-Length: ${500 * 1024}`) + 'x'.repeat(500 * 1024)],
    ['in chunks', chunked + chunk(500 * 1024) + lastChunk],
  ])('%s: who sends all of it first reads the answer, and the end of the connection', async (_how, request) => {
    await using started = await startEcho();

    const answer = await answerOf(await send(started.server.url, request));

    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer.endsWith(refusal)).toBe(true);
  });

  it('is not taken for ever: who goes on sending is cut off', async () => {
    await using started = await startEcho();
    const socket = await send(started.server.url, head('Content-Length: 1000000000'));
    const closed = Promise.withResolvers<void>();
    socket.on('error', () => {}).on('close', () => closed.resolve()); // a reset, or a broken pipe
    const flood = setInterval(() => socket.write('x'.repeat(100_000)), 1);

    await closed.promise;

    clearInterval(flood);
    expect(socket.bytesWritten).toBeLessThan(1_000_000_000);
  });

  it('is not waited for: who sends nothing more is cut off after two seconds', async () => {
    await using started = await startEcho();

    const answer = await answerOf(await send(started.server.url, head('Content-Length: 1001')));

    expect(answer.endsWith(refusal)).toBe(true);
  });

  it('need not be sent by who asks first', async () => {
    await using started = await startEcho();
    const ask = (bytes: number): string =>
      head('Expect: 100-continue', `Content-Length: ${bytes}`, 'Connection: close');

    const refused = await send(started.server.url, ask(maxBodyBytes + 1));
    const [answer]: unknown[] = await once(refused, 'data');
    expect(String(answer)).toMatch(/^HTTP\/1\.1 413 /);
    refused.end();

    const welcome = await send(started.server.url, ask(3));
    const [goOn]: unknown[] = await once(welcome, 'data');
    expect(String(goOn)).toMatch(/^HTTP\/1\.1 100 /);
    welcome.write('abc');
    expect(await answerOf(welcome)).toMatch(/abc$/);
  });
});

describe('a body that does not come', () => {
  it('is nobody’s: the client goes away, and nothing is called or hangs', async () => {
    const started = await startEcho();
    const socket = await send(started.server.url, head('Content-Length: 500', 'x-request-id: abc') + 'half of');

    socket.destroy();

    await eventually(() =>
      expect(started.entries()).toContainEqual(
        expect.objectContaining({ msg: 'request', requestId: 'abc', aborted: true }),
      ),
    );
    await started[Symbol.asyncDispose]();
    expect(started.bodies).toEqual([]);
    expect(started.entries()).not.toContainEqual(expect.objectContaining({ level: 'error' }));
  });

  it('is nobody’s: a chunk that is none', async () => {
    await using started = await startEcho();

    const answer = await answerOf(await send(started.server.url, `${chunked}not hexadecimal\r\n`));

    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(started.bodies).toEqual([]);
  });

  it('is given up when the time for a request is over', async () => {
    const reading = Promise.withResolvers<unknown>();
    const server = createServer({ requestTimeout: 100, headersTimeout: 100, connectionsCheckingInterval: 50 });
    server.on('request', (request) => reading.resolve(readBody(request, maxBodyBytes)));
    const url = await listen(server, { host: '127.0.0.1', port: 0 });

    await send(url, `${head('Content-Length: 500')}half of`);

    expect(await reading.promise).toBe('gone');
    server.close();
  });
});
