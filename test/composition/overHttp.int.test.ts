import { once } from 'node:events';
import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import documents from '../../src/generated/graphql/persisted-documents.json' with { type: 'json' };
import { transports } from '../graphql/transports.ts';
import { testApp } from '../support/app.ts';

type Test = Awaited<ReturnType<typeof testApp>>;

describe('an api', () => {
  const origin = 'https://app.example.com';
  let test: Test;
  beforeAll(async () => {
    test = await testApp({ withRedis: false, role: 'api', env: { INTROSPECTION: 'on', ALLOWED_ORIGINS: origin } });
  });
  afterAll(() => test[Symbol.asyncDispose]());

  const audits = serverAudits({
    url: () => `${test.app.url}/graphql`,
    // They send what a page could send unasked, which every other client may with this header.
    fetchFn: (url: string, init: RequestInit = {}) => {
      const headers = new Headers(init.headers);
      headers.set('x-graphql-csrf', '1');
      return fetch(url, { ...init, headers });
    },
  });

  // MUST, SHOULD and MAY alike.
  it.each(audits.map((audit) => [audit.name, audit] as const))(
    'passes the audit of GraphQL over HTTP: %s',
    async (_name, audit) => {
      expect(await audit.fn()).toMatchObject({ status: 'ok' });
    },
  );

  it.each(['/graphql', '/health/live', '/health/ready', '/metrics', '/nowhere'])(
    'has browsers keep, show and guess nothing of what is answered at %s',
    async (path) => {
      const { headers } = await fetch(`${test.app.url}${path}`);

      expect(Object.fromEntries(headers)).toMatchObject({
        'cache-control': 'no-store',
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
      });
      expect(headers.get('x-powered-by')).toBeNull();
    },
  );

  it.each([
    [origin, 200, 101],
    ['https://evil.example', 403, 403],
  ])('answers pages of %s with %i, and their sockets with %i', async (from, status, handshake) => {
    const headers = { 'content-type': 'application/json', origin: from };
    const response = await fetch(`${test.app.url}/graphql`, {
      method: 'POST',
      headers,
      body: '{"query":"{__typename}"}',
    });
    const socket = new WebSocket(`${test.app.url}/graphql`.replace('http', 'ws'), 'graphql-transport-ws', {
      origin: from,
    });
    const [answer]: unknown[] = await Promise.race([
      once(socket, 'upgrade'),
      once(socket, 'unexpected-response').then(([, refusal]: unknown[]) => [refusal]),
    ]);
    socket.on('error', () => {}).terminate();

    expect(response.status).toBe(status);
    expect(answer).toMatchObject({ statusCode: handshake });
  });
});

describe('a server that executes trusted documents alone', () => {
  let test: Test;
  beforeAll(async () => {
    test = await testApp({
      withRedis: false,
      env: {
        INTROSPECTION: 'off',
        GRAPHIQL: 'off',
        TRUSTED_DOCUMENTS: 'src/generated/graphql/persisted-documents.json',
        REQUIRE_TRUSTED_DOCUMENTS: 'on',
      },
    });
  });
  afterAll(() => test[Symbol.asyncDispose]());

  const idOf = (operation: string): string =>
    Object.entries(documents).find(([, text]) => text.includes(operation))?.[0] ?? 'none';
  const url = (): string => `${test.app.url}/graphql`;

  it.each(transports)('over %s takes those that codegen wrote down, and no text', async (_transport, ask) => {
    const feedPage = { documentId: idOf('query FeedPage('), variables: { feed: { global: true } } };

    expect((await ask(url(), feedPage)).data).toMatchObject({ feed: { nodes: [] } });
    expect(await ask(url(), { query: '{ __typename }' })).toMatchObject({
      errors: [{ extensions: { code: 'PERSISTED_QUERY_ID_REQUIRED' } }],
    });
  });

  it.each(transports)('over %s trusts no one more for the document', async (_transport, ask) => {
    const notifications = { documentId: idOf('query Notifications ') };

    expect(await ask(url(), notifications)).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  });

  it.each(transports.slice(-2))('over %s subscribes to what a hash names', async (_transport, ask) => {
    const changes = {
      documentId: idOf('subscription FeedChanged('),
      variables: { feed: { global: true }, after: 'x' },
    };

    expect(await ask(url(), changes)).toMatchObject({ errors: [{ extensions: { code: 'INVALID_CURSOR' } }] });
  });
});
