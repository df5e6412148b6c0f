import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../../../src/shared/infrastructure/ConfigurationError.ts';
import type { RequestHandler } from '../../../src/shared/infrastructure/http/HttpServer.ts';
import { eventually } from '../../support/eventually.ts';
import { heldHandler, startTestServer } from './testServer.ts';

const hello: RequestHandler = async (_request, response) => {
  response.end('hello');
};

describe('routes', () => {
  it('go by the exact path, whatever follows the question mark', async () => {
    await using started = await startTestServer({ routes: { '/graphql': hello } });
    const { url } = started.server;

    expect(await (await fetch(`${url}/graphql?query=x`)).text()).toBe('hello');
    expect(await (await fetch(`${url}/graphql`, { method: 'POST', body: 'x' })).text()).toBe('hello');
    expect((await fetch(`${url}/graphql/x`)).status).toBe(404);
  });

  it.each(['/', '/nowhere', '/health', '/health/other', '/__proto__', '/constructor', '//'])(
    'at %s there is nothing: 404 in JSON',
    async (path) => {
      await using started = await startTestServer({ routes: { '/graphql': hello } });

      const response = await fetch(started.server.url + path);

      expect(response.status).toBe(404);
      expect(response.headers.get('content-type')).toMatch('application/json');
      expect(await response.json()).toEqual({ error: { code: 'NOT_FOUND', message: `There is nothing at ${path}` } });
    },
  );

  it('a handler that fails is a 500 that says nothing, and a line in the log', async () => {
    const routes = { '/graphql': () => Promise.reject(new Error('lovelace')) };
    await using started = await startTestServer({ routes });

    const response = await fetch(`${started.server.url}/graphql`, { headers: { 'x-request-id': 'abc' } });

    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('lovelace');
    expect(started.entries()).toContainEqual(
      expect.objectContaining({
        level: 'error',
        requestId: 'abc',
        err: expect.objectContaining({ message: 'lovelace' }),
      }),
    );
  });

  it('a handler that fails in the middle of its answer breaks the connection', async () => {
    const routes: Record<string, RequestHandler> = {
      '/graphql': async (_request, response) => {
        response.write('half of');
        throw new Error('the rest is missing');
      },
    };
    await using started = await startTestServer({ routes });

    await expect(fetch(`${started.server.url}/graphql`).then((response) => response.text())).rejects.toThrow(
      'terminated',
    );
  });
});

describe('request ids', () => {
  const seen = async (
    headers: Record<string, string>,
  ): Promise<{ answered: string | null; handled: string | undefined }> => {
    let handled: string | undefined;
    const routes: Record<string, RequestHandler> = {
      '/graphql': async (_request, response, { requestId }) => {
        handled = requestId;
        response.end();
      },
    };
    await using started = await startTestServer({ routes });
    const response = await fetch(`${started.server.url}/graphql`, { headers });
    return { answered: response.headers.get('x-request-id'), handled };
  };

  it.each(['abc', 'A-b_9', 'x'.repeat(64)])('%s is taken over', async (id) => {
    expect(await seen({ 'x-request-id': id })).toEqual({ answered: id, handled: id });
  });

  it.each(['', 'two words', 'x'.repeat(65), '{"a":1}', 'a,b', '../x'])('%j is replaced', async (id) => {
    expect(await seen({ 'x-request-id': id })).toEqual({ answered: 'new-1', handled: 'new-1' });
  });

  it('without one, a new one', async () => {
    expect(await seen({})).toEqual({ answered: 'new-1', handled: 'new-1' });
  });
});

describe('the log', () => {
  it('has a line for each request, without its query', async () => {
    await using started = await startTestServer({ routes: { '/graphql': hello } });

    await fetch(`${started.server.url}/graphql?token=lovelace`, { headers: { 'x-request-id': 'abc' } });

    const line = { level: 'info', msg: 'request', requestId: 'abc', method: 'GET', path: '/graphql', status: 200 };
    await eventually(() =>
      expect(started.entries()).toContainEqual({
        ...line,
        ms: expect.any(Number),
        process: process.pid,
        time: expect.any(String),
      }),
    );
    expect(started.lines.join()).not.toContain('lovelace');
  });

  it('says when the client went away before the answer', async () => {
    const { handler, called, release } = heldHandler();
    await using started = await startTestServer({ routes: { '/graphql': handler } });
    const client = new AbortController();
    const response = fetch(`${started.server.url}/graphql`, { signal: client.signal });
    await called;

    client.abort();

    await expect(response).rejects.toThrow('aborted');
    await eventually(() =>
      expect(started.entries()).toContainEqual(expect.objectContaining({ msg: 'request', aborted: true })),
    );
    release();
  });

  it('is not filled by health checks', async () => {
    await using started = await startTestServer();

    await fetch(`${started.server.url}/health/live`);

    await eventually(() =>
      expect(started.entries()).toContainEqual(expect.objectContaining({ level: 'debug', path: '/health/live' })),
    );
  });
});

describe('listening', () => {
  it('a port that is taken: what to set', async () => {
    await using first = await startTestServer();
    const port = Number(new URL(first.server.url).port);

    await expect(startTestServer({ port })).rejects.toThrow(
      new ConfigurationError(`EADDRINUSE: port ${port} is taken: set PORT`),
    );
  });

  it('an address that this machine does not have: what to set', async () => {
    await expect(startTestServer({ host: '192.0.2.1' })).rejects.toThrow(
      new ConfigurationError('EADDRNOTAVAIL: this machine has no address 192.0.2.1: set HOST'),
    );
  });

  it('on all addresses, the URL is one that can be asked', async () => {
    await using started = await startTestServer({ host: '0.0.0.0' });

    expect(started.server.url).toMatch(/^http:\/\/localhost:\d+$/);
    expect((await fetch(`${started.server.url}/health/live`)).status).toBe(200);
  });
});
