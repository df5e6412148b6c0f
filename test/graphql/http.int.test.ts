import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bearer, forgedBearer, unverifiableBearer } from './fakeTokens.ts';
import { send } from './request.ts';
import { startTestServer, type TestServer } from './testServer.ts';

const responseJson = 'application/graphql-response+json';

let server: TestServer;
const seen: string[] = [];
beforeAll(async () => {
  server = await startTestServer({
    useCases: {
      ensureCurator: {
        execute: async (curatorId) => {
          seen.push(curatorId.value);
          if (curatorId.value === 'did:plc:unlucky') throw new Error('password=hunter2');
        },
      },
    },
  });
});
afterAll(() => server[Symbol.asyncDispose]());

const post = (body: string, headers: Record<string, string> = {}) =>
  fetch(server.url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body });

describe('who asks over HTTP', () => {
  it('becomes a curator before anything else is done for them', async () => {
    seen.length = 0;
    expect(await send(server, { query: '{ viewer { did } }', as: bearer('did:plc:new') })).toMatchObject({
      status: 200,
    });
    expect(seen).toEqual(['did:plc:new']);
  });

  it('is told 401 with a wrong token, and nothing else', async () => {
    for (const accept of ['application/json', responseJson]) {
      const { status, headers, errors, data } = await send(server, { query: '{ nonsense', as: forgedBearer, accept });
      expect({ status, data }).toEqual({ status: 401, data: undefined });
      expect(headers.get('www-authenticate')).toBe('Bearer');
      expect(errors).toMatchObject([
        { message: 'the signature of the token is not right', extensions: { code: 'UNAUTHENTICATED' } },
      ]);
    }
  });

  it('is told 503 while tokens cannot be verified', async () => {
    const { status, errors } = await send(server, { query: '{ viewer { did } }', as: unverifiableBearer });
    expect(status).toBe(503);
    expect(errors).toMatchObject([{ extensions: { code: 'SERVICE_UNAVAILABLE' } }]);
  });

  it('learns nothing of what fails unexpectedly', async () => {
    server.logged.length = 0;
    const { status, headers, errors } = await send(server, {
      query: '{ viewer { did } }',
      as: bearer('did:plc:unlucky'),
    });
    expect(status).toBe(500);
    const requestId = headers.get('x-request-id');
    expect(errors).toEqual([{ message: 'Internal error', extensions: { code: 'INTERNAL', requestId } }]);
    expect(server.logged).toEqual([
      {
        level: 'error',
        message: 'a request failed unexpectedly',
        fields: { requestId, err: expect.objectContaining({ message: 'password=hunter2' }) },
      },
    ]);
  });
});

describe('who asks over HTTP and goes away', () => {
  it.each([
    ['in a query', '{ viewer { did } }'],
    ['in a query that Yoga answers', '{ viewer { did } }', 'text/event-stream'],
  ])('%s: nothing hangs, and nothing is logged as a failure', async (_where, query, accept = 'application/json') => {
    const [called, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const ensureCurator = {
      execute: async () => {
        called.resolve();
        await released.promise;
      },
    };
    const slow = await startTestServer({ useCases: { ensureCurator } });
    const client = new AbortController();
    const answer = fetch(slow.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept, authorization: bearer('did:plc:ada') },
      body: JSON.stringify({ query }),
      signal: client.signal,
    });
    await called.promise;

    client.abort();
    await expect(answer).rejects.toThrow('aborted');
    released.resolve();
    await slow[Symbol.asyncDispose]();

    expect(slow.logged).toEqual([]);
  });
});

describe('a request over HTTP that is wrong', () => {
  const wrong = [
    ['no document', '{ viewer {', 'GRAPHQL_PARSE_FAILED'],
    ['a document that does not fit', '{ nobody }', 'GRAPHQL_VALIDATION_FAILED'],
  ];

  it.each(wrong)('has the status of GraphQL over HTTP: %s', async (_what, query, code) => {
    for (const [accept, expected] of [
      ['application/json', 200],
      [responseJson, 400],
    ] as const) {
      const { status, errors } = await send(server, { query, accept });
      expect(status).toBe(expected);
      expect(errors).toMatchObject([{ extensions: { code } }]);
    }
  });

  it('has the status of GraphQL over HTTP: variables that do not fit', async () => {
    const query = 'query ($id: ID!) { node(id: $id) { id } }';
    for (const [accept, expected] of [
      ['application/json', 200],
      [responseJson, 400],
    ] as const) {
      const { status, errors } = await send(server, { query, variables: { id: [] }, accept });
      expect(status).toBe(expected);
      expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    }
  });

  it('is never told of another’s request', async () => {
    const first = await send(server, { query: '{ nobody }' });
    const second = await send(server, { query: '{ nobody }' });
    expect(first.errors?.[0]?.extensions.requestId).toBe(first.headers.get('x-request-id'));
    expect(second.errors?.[0]?.extensions.requestId).toBe(second.headers.get('x-request-id'));
    expect(first.headers.get('x-request-id')).not.toBe(second.headers.get('x-request-id'));
  });

  it('may be no longer than 100 KB', async () => {
    const response = await post(JSON.stringify({ query: `{ viewer { did } } #${'x'.repeat(101 * 1024)}` }));
    expect(response.status).toBe(413);
    expect(await response.json()).toEqual({
      errors: [
        {
          message: 'The body of a request may have at most 102400 bytes',
          extensions: { code: 'BODY_TOO_LONG', requestId: response.headers.get('x-request-id') },
        },
      ],
    });
  });

  it('may not be many in one', async () => {
    const response = await post(JSON.stringify([{ query: '{ viewer { did } }' }, { query: '{ viewer { did } }' }]));
    expect(response.status).toBe(400);
  });
});

describe('GraphiQL', () => {
  const open = (url: string) => fetch(url, { headers: { accept: 'text/html' } });

  it('is shown to a browser, and loads nothing from other hosts', async () => {
    const response = await open(server.url);
    expect(response.headers.get('content-type')).toContain('text/html');
    const html = await response.text();
    expect(html).toContain('<title>Commonplace</title>');
    expect(html).toContain('"subscriptionsProtocol":"WS"');
    expect(
      html.match(/<(?:script|link|img|iframe)\b[^>]*\b(?:src|href)\s*=\s*["']?(?:https?:)?\/\/[^>]*/gi),
    ).toBeNull();
    expect(html.match(/@import\s+(?:url\()?["']?(?:https?:)?\/\//gi)).toBeNull();
    expect(html.match(/url\(\s*["']?https?:/gi)).toBeNull();
  });

  it('may run its own script alone, and reach its own server alone', async () => {
    const [first, second] = [await open(server.url), await open(`${server.url}?query={viewer{did}}`)];
    const policy = first.headers.get('content-security-policy') ?? '';
    const [, nonce = 'none'] = /script-src 'nonce-([\w+/=]{20,})'/.exec(policy) ?? [];
    const html = await first.text();

    expect(html.match(/<script[^>]*>/g)?.[0]).toBe(`<script nonce="${nonce}">`);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("connect-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe-eval|https?:|\*/);
    expect(await second.text()).not.toContain(nonce);
  });

  it('is not for pages of other origins', async () => {
    expect((await fetch(server.url, { headers: { accept: 'text/html', origin: 'https://evil.example' } })).status).toBe(
      403,
    );
  });
});
