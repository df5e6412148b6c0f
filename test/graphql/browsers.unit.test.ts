import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { type BareServer, startBareServer } from './bareServer.ts';

const app = 'https://app.example.com';
const evil = 'https://evil.example';

let server: BareServer;
beforeAll(async () => {
  server = await startBareServer({ allowedOrigins: [app] });
});
afterAll(() => server[Symbol.asyncDispose]());

const json = { 'content-type': 'application/json' };
const body = '{"query":"{ title }"}';
const csrf = { 'x-graphql-csrf': '1' };

/** Requests that are answered, each by other code. */
const answered: readonly (readonly [how: string, search: string, init: RequestInit])[] = [
  ['HTTP', '', { method: 'POST', headers: { ...json, accept: 'application/json' }, body }],
  ['HTTP by Yoga', '', { method: 'POST', headers: { ...json, accept: '*/json, application/json' }, body }],
  ['GET', '?query={title}', { headers: { ...csrf, accept: 'application/json' } }],
  ['server-sent events', '', { method: 'POST', headers: { ...json, accept: 'text/event-stream' }, body }],
  ['server-sent events by GET', '?query={title}', { headers: { ...csrf, accept: 'text/event-stream' } }],
];
/** Requests that are refused, by the API and by what is around it. */
const refused: typeof answered = [
  ['a wrong document', '', { method: 'POST', headers: json, body: '{"query":"{"}' }],
  ['a wrong token', '', { method: 'POST', headers: { ...json, authorization: 'Bearer forged' }, body }],
  ['several in one', '', { method: 'POST', headers: json, body: `[${body},${body}]` }],
  ['no JSON', '', { method: 'POST', headers: { 'content-type': 'application/xml' }, body }],
  ['a request that needs no asking', '?query={title}', { headers: {} }],
  ['another method', '', { method: 'PUT', headers: json, body }],
  ['too long a body', '', { method: 'POST', headers: json, body: 'x'.repeat(101 * 1024) }],
];

const ask = async (search: string, init: RequestInit, origin?: string) => {
  const headers = new Headers(init.headers);
  if (origin) headers.set('origin', origin);
  const response = await fetch(server.url + search, { ...init, headers });
  return { response, status: response.status, text: await response.text() };
};
const accessOf = ({ headers }: Response): string[] =>
  [...headers.keys()].filter((name) => name.startsWith('access-control'));

describe.each(answered)('over %s', (_how, search, init) => {
  it('a page of another origin is refused, and not let to read that', async () => {
    for (const origin of [evil, 'null', `${app}.evil.example`]) {
      const { response, status, text } = await ask(search, init, origin);

      expect([status, accessOf(response), response.headers.get('vary')]).toEqual([403, [], 'Origin']);
      expect(JSON.parse(text)).toMatchObject({
        errors: [{ extensions: { code: 'ORIGIN_NOT_ALLOWED', requestId: response.headers.get('x-request-id') } }],
      });
    }
  });

  it('a page of an allowed origin is answered, and let to read it', async () => {
    const { response, status, text } = await ask(search, init, app);

    expect([status, response.headers.get('access-control-allow-origin'), response.headers.get('vary')]).toEqual([
      200,
      app,
      'Origin',
    ]);
    expect(response.headers.get('access-control-allow-credentials')).toBeNull();
    expect(text).toContain('{"data":{"title":null}}');
  });

  it('a page of its own, and who is no page, are answered', async () => {
    for (const origin of [server.origin, undefined]) {
      const { response, status } = await ask(search, init, origin);

      expect([status, accessOf(response), response.headers.get('vary')]).toEqual([200, [], 'Origin']);
    }
  });
});

describe.each(refused)('refused for %s', (_why, search, init) => {
  it('a page of an allowed origin may read why, and no other', async () => {
    const [allowed, foreign] = [await ask(search, init, app), await ask(search, init, evil)];

    expect(allowed.response.headers.get('access-control-allow-origin')).toBe(app);
    expect(allowed.text).toContain('"code":');
    expect(foreign.status).toBeGreaterThanOrEqual(400);
    expect(accessOf(foreign.response)).toEqual([]);
  });
});

it.each([...answered, ...refused])(
  'what is answered is for nobody’s cache, frame or guess: %s',
  async (_how, search, init) => {
    const { response } = await ask(search, init);

    expect(Object.fromEntries(response.headers)).toMatchObject({
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
    expect(response.headers.get('x-powered-by')).toBeNull();
  },
);

describe('a preflight', () => {
  const preflight = (origin: string) =>
    fetch(server.url, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type,x-tracing',
      },
    });

  it('of an allowed origin is answered with all that it may send', async () => {
    const { status, headers } = await preflight(app);

    expect(status).toBe(204);
    expect(Object.fromEntries(headers)).toMatchObject({
      'access-control-allow-origin': app,
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers': 'authorization, content-type, x-graphql-csrf, x-request-id, *',
      'access-control-max-age': '7200',
      vary: 'Origin',
    });
  });

  it('of any other is refused', async () => {
    const response = await preflight(evil);

    expect([response.status, accessOf(response)]).toEqual([403, []]);
  });

  it('is no way to ask otherwise', async () => {
    expect((await fetch(server.url, { method: 'OPTIONS' })).status).toBe(405);
  });
});

describe('a WebSocket', () => {
  /** 101, or the status of what came in place of the handshake. */
  async function upgrade(path: string, headers: Record<string, string>): Promise<number> {
    const url = server.origin.replace('http', 'ws') + path;
    const socket = new WebSocket(url, 'graphql-transport-ws', { headers });
    const refusal = Promise.withResolvers<number>();
    socket.once('unexpected-response', (_request, { statusCode = 0 }) => refusal.resolve(statusCode));
    const status = await Promise.race([once(socket, 'open').then(() => 101), refusal.promise]);
    socket.on('error', () => {}).terminate();
    return status;
  }

  it.each([
    ['of another origin', { origin: evil }, 403],
    ['of a sandbox', { origin: 'null' }, 403],
    ['of an allowed origin', { origin: app }, 101],
    ['of what is no page', {}, 101],
  ])('%s: %j is answered with %s', async (_whose, headers, status) => {
    expect(await upgrade('/graphql', headers)).toBe(status);
    expect(await upgrade('/graphql?x=1', headers)).toBe(status);
  });

  it('of a page of its own is opened', async () => {
    expect(await upgrade('/graphql', { origin: server.origin })).toBe(101);
  });

  it('is at no other address', async () => {
    expect(await upgrade('/', {})).toBe(404);
  });

  it('that was refused is told in the log, for who forgot to allow an origin', async () => {
    await upgrade('/graphql', { origin: evil });

    expect(server.entries()).toContainEqual(
      expect.objectContaining({ level: 'info', origin: evil, msg: 'a page of another origin was refused a socket' }),
    );
  });
});

it('without GraphiQL, a person who opens the address is told how to ask', async () => {
  const { status, text } = await ask('', { headers: { accept: 'text/html,*/*' } });

  expect([status, JSON.parse(text)]).toMatchObject([
    403,
    { errors: [{ extensions: { code: 'CSRF_HEADER_MISSING' } }] },
  ]);
});
