import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TrustedDocuments } from '../../src/graphql/documents/TrustedDocuments.ts';
import { type BareServer, startBareServer } from './bareServer.ts';
import { type Asked, transports } from './transports.ts';

const trusted = 'query Title { title }';
const hash = createHash('sha256').update(trusted).digest('hex');
const unknown = 'f'.repeat(64);
const documents = new Map([[hash, trusted]]);
const persisted = (sha256Hash: string): Asked => ({ extensions: { persistedQuery: { version: 1, sha256Hash } } });

const servers: Record<string, BareServer> = {};
beforeAll(async () => {
  servers.closed = await startBareServer();
  servers.open = await startBareServer({ introspection: true });
  servers.trusting = await startBareServer({ trustedDocuments: new TrustedDocuments({ documents, required: false }) });
  servers.requiring = await startBareServer({ trustedDocuments: new TrustedDocuments({ documents, required: true }) });
});
afterAll(async () => {
  for (const server of Object.values(servers)) await server[Symbol.asyncDispose]();
});

const url = (server: string): string => servers[server]?.url ?? '';
const codes = (errors: readonly { extensions: { code: string } }[] = []): string[] =>
  errors.map(({ extensions }) => extensions.code);

describe.each(transports)('over %s', (transport, ask) => {
  const suggested: readonly (readonly [what: string, Asked])[] = [
    ['a field', { query: '{ titel }' }],
    ['an argument', { query: '{ count(filtr: {}) }' }],
    ['a type', { query: 'query ($f: Filtr) { count(filter: $f) }' }],
    ['an enum value', { query: '{ count(kind: NOET) }' }],
    ['a field of an input', { query: '{ count(filter: { knd: NOTE }) }' }],
    ['a type of a fragment', { query: '{ ... on Qery { title } }' }],
    ['a field of a variable', { query: 'query ($f: Filter) { count(filter: $f) }', variables: { f: { knd: 'NOTE' } } }],
    ['an enum value in a variable', { query: 'query ($k: Kind) { count(kind: $k) }', variables: { k: 'NOET' } }],
  ];

  it.each(suggested)(
    'a client is told what may be meant by %s only where it may ask for the schema',
    async (_what, asked) => {
      const [open, closed] = [await ask(url('open'), asked), await ask(url('closed'), asked)];

      expect(open.errors?.[0]?.message).toMatch(/ Did you mean .*\?$/);
      expect(codes(closed.errors)).toEqual(codes(open.errors));
      expect(JSON.stringify(closed)).not.toContain('Did you mean');
      expect(open.errors?.[0]?.message.startsWith(`${closed.errors?.[0]?.message} Did you`)).toBe(true);
    },
  );

  it.each([
    'subscription { renamed @skip(if: true) }',
    'subscription { renamed @include(if: false) }',
    'subscription { ... @skip(if: false) { renamed } }',
    'subscription { ...F @skip(if: true) } fragment F on Subscription { renamed }',
    'subscription { ...F } fragment F on Subscription { ...G } fragment G on Subscription { renamed @skip(if: true) }',
  ])('what is subscribed to depends on no condition: %s', async (query) => {
    const refused = {
      message: 'What is subscribed to must not depend on @skip or @include.',
      extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
    };
    // No subscription comes by GET.
    const expected = transport === 'GET' ? { extensions: { code: 'METHOD_NOT_ALLOWED' } } : refused;
    expect((await ask(url('closed'), { query })).errors).toMatchObject([expected]);
  });

  it('nor on one in a variable, which a rule of graphql’s cannot do without', async () => {
    const query = 'subscription ($if: Boolean = true) { renamed @skip(if: $if) }';
    const code = transport === 'GET' ? 'METHOD_NOT_ALLOWED' : 'BAD_USER_INPUT';
    expect(codes((await ask(url('closed'), { query })).errors)).toEqual([code]);
  });

  it('conditions elsewhere are nobody’s', async () => {
    const query = '{ title @skip(if: true) ... @include(if: true) { count } }';
    expect(await ask(url('closed'), { query })).toMatchObject({ data: { count: null } });
  });

  it.each(['{ __schema { queryType { name } } }', '{ __type(name: "Query") { name } }'])(
    'introspection is on by a switch: %s',
    async (query) => {
      expect((await ask(url('open'), { query })).errors).toBeUndefined();
      expect(codes((await ask(url('closed'), { query })).errors)).toContain('GRAPHQL_VALIDATION_FAILED');
    },
  );

  // By each name, on a server that has documents, one that takes no others, and one without.
  const title = { data: { title: null } };
  const refused = (code: string) => ({ errors: [{ extensions: { code } }] });
  const [notFound, required] = [refused('PERSISTED_QUERY_NOT_FOUND'), refused('PERSISTED_QUERY_ID_REQUIRED')];
  const named: readonly (readonly [what: string, asked: Asked, trusting: object, requiring: object])[] = [
    ['the extension', persisted(hash), title, title],
    ['its identifier', { documentId: `sha256:${hash}` }, title, title],
    ['its bare hash as the identifier', { documentId: hash }, title, title],
    ['an empty text beside the identifier', { query: '', documentId: hash }, title, title],
    ['an unknown hash', persisted(unknown), notFound, notFound],
    ['an unknown identifier', { documentId: `sha256:${unknown}` }, notFound, notFound],
    ['an identifier that is no hash', { documentId: '__proto__' }, notFound, notFound],
    ['a text', { query: trusted }, title, required],
    ['a text beside its hash', { query: trusted, ...persisted(hash) }, title, required],
    ['a text beside another hash', { query: '{ title }', ...persisted(unknown) }, title, required],
  ];

  it.each(named)('a document is meant by %s', async (_what, asked, trusting, requiring) => {
    expect(await ask(url('trusting'), asked)).toMatchObject(trusting);
    expect(await ask(url('requiring'), asked)).toMatchObject(requiring);
  });

  it('what came with a hash is not kept under it', async () => {
    const text = '{ title }';
    const sha256Hash = createHash('sha256').update(text).digest('hex');
    await ask(url('trusting'), { query: text, ...persisted(sha256Hash) });

    expect(await ask(url('trusting'), persisted(sha256Hash))).toMatchObject(notFound);
  });

  it('a hash means nothing to a server without trusted documents', async () => {
    expect(await ask(url('closed'), persisted(hash))).toMatchObject(refused('PERSISTED_QUERY_NOT_SUPPORTED'));
  });
});

it.each([
  ['application/json', 200],
  ['application/graphql-response+json', 400],
])('a document that is refused has the status of one that is not valid, for who accepts %s', async (accept, status) => {
  const headers = { 'content-type': 'application/json', accept };
  const response = await fetch(url('requiring'), { method: 'POST', headers, body: '{"query":"{ title }"}' });

  expect(response.status).toBe(status);
});

it.each(['variables=[', 'variables=[]', 'variables=1', 'extensions={', 'extensions="x"', 'operationName=B'])(
  'what is wrong with a request by GET is told, and is no failure: %s',
  async (search) => {
    const headers = { 'x-graphql-csrf': '1', accept: 'application/graphql-response+json' };
    const response = await fetch(`${url('closed')}?query={title}&${search}`, { headers });

    expect(response.status).toBe(400);
  },
);

it('of JSON that is none only that is told', async () => {
  const response = await fetch(url('closed'), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"query"',
  });
  const requestId = response.headers.get('x-request-id');

  expect(response.status).toBe(400);
  expect(await response.json()).toEqual({
    errors: [{ message: 'POST body sent invalid JSON.', extensions: { code: 'BAD_REQUEST', requestId } }],
  });
});

it.each(['mutation B { rename }', 'subscription B { renamed }', 'query A { title } mutation B { rename }'])(
  'by GET nothing is executed but queries: not %s',
  async (query) => {
    const headers = { 'x-graphql-csrf': '1', accept: 'application/json, text/event-stream' };
    const response = await fetch(`${url('closed')}?${new URLSearchParams({ query, operationName: 'B' })}`, { headers });

    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'METHOD_NOT_ALLOWED' } }] });
  },
);
