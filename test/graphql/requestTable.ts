import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { bearer, forgedBearer, unverifiableBearer } from './fakeTokens.ts';

/** A request for the API, byte for byte. */
export interface RawRequest {
  readonly method: string;
  /** After the path. */
  readonly search: string;
  /** Several values: as many headers of this name. */
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: Buffer;
}

/** Whether it is one for the direct way, as far as can be seen without its document. */
type Row = readonly [what: string, isPlain: boolean, request: RawRequest];

export const unlucky = 'did:plc:unlucky';
const ada = bearer('did:plc:ada');

interface Change {
  readonly method?: string;
  readonly search?: string;
  /** Undefined: without this header. */
  readonly headers?: Readonly<Record<string, string | string[] | undefined>>;
}

function raw(body: string | Buffer, { method = 'POST', search = '', headers = {} }: Change = {}): RawRequest {
  const all: Change['headers'] & object = {
    'content-type': 'application/json',
    accept: 'application/json',
    'x-request-id': 'fixed',
    ...headers,
  };
  const given = Object.entries(all).filter((entry): entry is [string, string | string[]] => entry[1] !== undefined);
  return { method, search, headers: Object.fromEntries(given), body: Buffer.from(body) };
}

const typename = '{"query":"{ __typename }"}';
export const trusted = 'query Trusted { __typename }';
export const trustedHash = createHash('sha256').update(trusted).digest('hex');
const mutation = 'mutation ($id: ID!) { unfollow(input: { curatorId: $id }) { __typename } }';
const unfollow = (id: string): object => ({ query: mutation, variables: { id } });
const node = 'query ($id: ID!) { node(id: $id) { id } }';

/** What comes of a document, its variables and its sender: asked in both kinds of JSON. */
const operations: readonly (readonly [what: string, body: object, authorization?: string])[] = [
  ['a query', { query: '{ __typename viewer { did } }' }],
  ['a query of somebody', { query: '{ viewer { did handle } }' }, ada],
  ['all parameters', { query: 'query A { a: __typename }', operationName: 'A', variables: {}, extensions: { x: [1] } }],
  ['parameters that are null', { query: '{ __typename }', operationName: null, variables: null, extensions: null }],
  ['one of two operations', { query: 'query A { a: __typename } query B { b: __typename }', operationName: 'B' }],
  ['variables', { query: 'query ($id: ID!) { curator(id: $id) { did } }', variables: { id: 'did:plc:ada', more: 1 } }],
  ['texts of all kinds', { query: '{ curator(id: "did:plc:ä\\u0000😀") { did } }' }],
  ['a lone surrogate', { query: '{ curator(id: "did:plc:\ud800") { did } }' }],
  ['a mutation', unfollow('did:plc:bob'), ada],
  ['a mutation that is refused', unfollow('did:plc:nobody'), ada],
  ['a mutation that fails unexpectedly', unfollow('did:plc:broken'), ada],
  ['a mutation without a token', unfollow('did:plc:bob')],
  ['errors of fields, and data', { query: '{ __typename a: node(id: "x") { id } b: curator(id: "") { did } }' }],
  ['an error that leaves no data', { query: '{ notifications { nodes { id } } }' }],
  ['a cursor that is none', { query: '{ feed(feed: { global: true }, after: "x") { liveCursor } }' }],
  ['no document', { query: '' }],
  ['a document that breaks off', { query: '{ viewer {' }],
  ['a document with a strange character', { query: '{ viewer \u0007 }' }],
  ['fragments alone', { query: 'fragment F on Query { __typename }' }],
  ['fields that do not exist', { query: '{ nobody nothing }' }],
  ['more tokens than may be', { query: `{ ${'__typename '.repeat(2_000)}}` }],
  ['more tokens than may be, of no document', { query: '['.repeat(90_000) }],
  ['more fields within each other than may be', { query: `{ node(id: "x") ${'{ a '.repeat(10)}${'}'.repeat(11)}` }],
  ['more aliases than may be', { query: `{ ${Array.from({ length: 31 }, (_, n) => `a${n}: __typename`).join(' ')} }` }],
  ['a fragment that is not used', { query: '{ __typename } fragment F on Query { __typename }' }],
  ['introspection', { query: '{ __schema { queryType { name } } }' }],
  ['no such operation', { query: 'query A { __typename }', operationName: 'B' }],
  ['an operation without a name that is meant by one', { query: '{ __typename }', operationName: '' }],
  ['which of two operations?', { query: 'query A { __typename } query B { __typename }' }],
  ['a variable that is missing', { query: node }],
  ['a variable of another type', { query: node, variables: { id: [] } }],
  ['a variable that is null', { query: node, variables: { id: null } }],
  ['variables under odd names', { query: node, variables: { constructor: 1, id: 'x' } }],
  ['a subscription', { query: 'subscription { feedChanged(feed: { global: true }) { __typename } }' }],
  ['a subscription without a token', { query: 'subscription { notificationChanged { cursor } }' }],
  ['a forged token', { query: '{ __typename }' }, forgedBearer],
  ['a forged token, and a wrong document', { query: '{ nobody' }, forgedBearer],
  ['a forged token, and a subscription', { query: 'subscription { feedChanged { __typename } }' }, forgedBearer],
  ['no authorization but its header', { query: '{ __typename }' }, ''],
  ['another scheme', { query: '{ __typename }' }, 'Basic YWRhOmFkYQ=='],
  ['keys that cannot be fetched', { query: '{ __typename }' }, unverifiableBearer],
  ['somebody who cannot be served', { query: '{ __typename }' }, bearer(unlucky)],
  ['somebody who cannot be served, and a wrong document', { query: '{ nobody }' }, bearer(unlucky)],
];

const operationRows = ['application/json', 'application/graphql-response+json'].flatMap((accept) =>
  operations.map(([what, body, authorization]): Row => {
    const request = raw(JSON.stringify(body), { headers: { accept, authorization } });
    return [`${what}, as ${accept}`, true, request];
  }),
);

const accepts: readonly (readonly [accept: string | undefined, isPlain: boolean])[] = [
  [undefined, true],
  ['', false],
  ['*/*', true],
  ['application/*', true],
  ['APPLICATION/JSON', true],
  ['application/json; charset=utf-8', true],
  ['application/graphql-response+json, application/json;q=0.9', true],
  ['application/json;q=0.9, application/graphql-response+json', true],
  ['text/html, application/json', true],
  ['text/event-stream, application/json', true],
  ['application/json, multipart/mixed', true],
  ['multipart/mixed, application/graphql-response+json, */*', true],
  ['application/json; charset=latin1, application/graphql-response+json', true],
  ['application/json; charset=latin1', false],
  ['*/json, application/graphql-response+json', false],
  ['text/event-stream', false],
  ['text/html', false],
  ['image/png, ,;', false],
];

const contentTypes: readonly (readonly [contentType: string | undefined, isPlain: boolean])[] = [
  [undefined, false],
  ['application/json; charset=utf-8', true],
  ['application/json;charset=UTF-8', true],
  ['application/json; charset=latin1', false],
  ['application/json; charset=utf-8; x=1', false],
  ['application/json, text/plain', false],
  ['Application/JSON', false],
  ['application/graphql+json', false],
  ['application/graphql', false],
  ['text/plain', false],
  ['application/x-www-form-urlencoded', false],
  ['multipart/form-data; boundary=x', false],
];

const bodies: readonly (readonly [what: string, body: string | Buffer, isPlain?: boolean])[] = [
  ['nothing', ''],
  ['null', 'null'],
  ['a number', '1'],
  ['a text', '"{ __typename }"'],
  ['an empty list', '[]'],
  ['many in one', `[${typename},${typename}]`],
  ['an empty object', '{}'],
  ['broken JSON', '{"query":"{ __typename }"'],
  ['JSON after a byte order mark', `\ufeff${typename}`],
  [
    'bytes that are not UTF-8',
    Buffer.concat([Buffer.from('{"query":"{ __typename } #'), Buffer.from([0xff, 0x22, 0x7d])]),
    true,
  ],
  ['no query', '{"query":null}'],
  ['a query that is a number', '{"query":1}'],
  ['variables in a list', '{"query":"{ __typename }","variables":[]}'],
  ['variables in a text', '{"query":"{ __typename }","variables":"{}"}'],
  ['extensions in a list', '{"query":"{ __typename }","extensions":[]}'],
  ['an operation name that is a number', '{"query":"{ __typename }","operationName":1}'],
  ['an operation name that is an object', '{"query":"{ __typename }","operationName":{}}'],
  ['one parameter more', '{"query":"{ __typename }","id":1}'],
  ['one parameter more, null', '{"query":"{ __typename }","id":null}'],
  ['a trusted document', `{"documentId":"sha256:${trustedHash}"}`, true],
  ['a trusted document, by the extension', `{"extensions":{"persistedQuery":{"sha256Hash":"${trustedHash}"}}}`, true],
  ['a trusted document, and no query', `{"query":null,"documentId":"${trustedHash}"}`, true],
  ['a document that is not trusted', '{"documentId":"sha256:0"}', true],
  ['a document that is not trusted, and its query', '{"query":"{ __typename }","documentId":"sha256:0"}', true],
  ['an identifier that is a number', '{"documentId":1}'],
  ['an identifier that is a number, and a query', '{"query":"{ __typename }","documentId":1}', true],
  ['an identifier and a query that is a number', `{"query":1,"documentId":"${trustedHash}"}`],
  ['an extension that is a text', '{"extensions":{"persistedQuery":"x"}}'],
  ['__proto__', '{"query":"{ __typename }","__proto__":{"x":1}}'],
  ['a query given twice', '{"query":"{ a","query":"{ __typename }"}', true],
  [
    'JSON that is very deep',
    `{"query":"{ __typename }","variables":${'{"a":'.repeat(5_000)}1${'}'.repeat(5_001)}`,
    true,
  ],
  ['compressed JSON', gzipSync(typename)],
  ['more than 100 KB', `{"query":"{ __typename } #${'x'.repeat(101 * 1024)}"}`, true],
];

/** Node keeps the first of some and joins others. What counts is that both ways see the same. */
const repeated: readonly (readonly [what: string, isPlain: boolean, headers: Record<string, string[]>])[] = [
  ['content types, JSON first', true, { 'content-type': ['application/json', 'text/plain'] }],
  ['content types, JSON last', false, { 'content-type': ['text/plain', 'application/json'] }],
  ['Accept, of which one will do', true, { accept: ['text/html', 'application/graphql-response+json'] }],
  ['Accept, of which none will do', false, { accept: ['text/html', 'image/png'] }],
  ['tokens, a forged one last', true, { authorization: [ada, forgedBearer] }],
  ['tokens, a forged one first', true, { authorization: [forgedBearer, ada] }],
];

const query = `?query=${encodeURIComponent('{ __typename }')}`;
const methods: readonly (readonly [method: string, search?: string])[] = [
  ['GET'],
  ['GET', query],
  ['GET', `?query=${encodeURIComponent('mutation { unfollow(input: { curatorId: "x" }) { __typename } }')}`],
  ['GET', `${query}&variables=%5B`],
  ['GET', `${query}&variables=%5B%5D`],
  ['GET', `${query}&extensions=x`],
  ['GET', `?documentId=${trustedHash}`],
  ['GET', `?extensions=${encodeURIComponent(`{"persistedQuery":{"sha256Hash":"${trustedHash}"}}`)}`],
  ['HEAD', query],
  ['OPTIONS'],
  ['PUT'],
  ['PATCH'],
  ['DELETE'],
];

const form = { 'content-type': 'application/x-www-form-urlencoded', 'x-graphql-csrf': '1' };

/** What is sent to a server both ways, to see that the same comes back. */
export const requestTable: readonly Row[] = [
  ...operationRows,
  ...accepts.map(([accept, isPlain]): Row => [`Accept: ${accept}`, isPlain, raw(typename, { headers: { accept } })]),
  ...contentTypes.map(([contentType, isPlain]): Row => {
    return [`Content-Type: ${contentType}`, isPlain, raw(typename, { headers: { 'content-type': contentType } })];
  }),
  ...repeated.map(([what, isPlain, headers]): Row => [`two ${what}`, isPlain, raw(typename, { headers })]),
  ...bodies.map(([what, body, isPlain = false]): Row => [what, isPlain, raw(body)]),
  ...methods.flatMap(([method, search = '']): Row[] => {
    const body = method === 'GET' || method === 'HEAD' ? '' : typename;
    const forced = raw(body, { method, search, headers: { 'x-graphql-csrf': '1' } });
    return [
      [`${method} ${search}`, false, raw(body, { method, search })],
      [`${method} ${search}, with a header that forces a preflight`, false, forced],
    ];
  }),
  ['a query by POST with another behind the path', true, raw(typename, { search: `${query}x` })],
  ['a form, with a header that forces a preflight', false, raw('query=x', { headers: form })],
  ['another origin', true, raw(typename, { headers: { origin: 'https://evil.example' } })],
  ['chunks', true, raw(typename, { headers: { 'transfer-encoding': 'chunked' } })],
];
