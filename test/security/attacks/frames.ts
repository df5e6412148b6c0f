import { frame } from './rawSocket.ts';
import type { Things } from './target.ts';

// What comes over a WebSocket. A socket that goes on has run a subscription all the while, which still brings what happens.
//
// Who never reads, and who never answers a ping, is in test/graphql/sockets; too many sockets of an address or a viewer in
// test/graphql/limits/overEachTransport.int.test.ts; an instance that stops in test/graphql/webSocket.int.test.ts.

type Sent = readonly (string | Uint8Array)[];

/** What the server says to it, message by message, those of one operation together; `closed` is the last. */
export interface FrameAttack {
  readonly what: string;
  readonly sent: Sent | ((there: Things) => Sent | Promise<Sent>);
  readonly answer: readonly string[];
  /** Whether it comes in place of connection_init. */
  readonly isFirst?: boolean;
  /** Default graphql-transport-ws. */
  readonly protocol?: string;
}

const notUnderstood = '4400 Invalid message received';
const noCursor = 'error 1 INVALID_CURSOR: this is not a live cursor of this stream';

const message = (type: string, more: object = {}): string => JSON.stringify({ type, ...more });
const init = (payload?: unknown): string => message('connection_init', { payload });
const subscribe = (id: string, query: string, more: object = {}): string =>
  message('subscribe', { id, payload: { query, ...more } });
/** Of somebody to whom nothing happens. */
const changes = 'subscription { feedChanged(feed: { curatorId: "did:plc:owner" }) { __typename } }';
const times = (count: number, of: (n: number) => string | Uint8Array): Sent =>
  Array.from({ length: count }, (_, n) => of(n));

const goesOn = (what: string, sent: FrameAttack['sent'], ...answer: string[]): FrameAttack => ({ what, sent, answer });
const closes = (what: string, sent: FrameAttack['sent'], closing: string): FrameAttack => ({
  what,
  sent,
  answer: [`closed ${closing}`],
});
const first = (what: string, sent: FrameAttack['sent'], closing: string): FrameAttack => ({
  ...closes(what, sent, closing),
  isFirst: true,
});

const beginnings: readonly FrameAttack[] = [
  first('an operation before connection_init', [subscribe('1', '{ __typename }')], '4401 Unauthorized'),
  first('connection_init twice at once', [init(), init()], '4429 Too many initialisation requests'),
  closes('connection_init once more', [init()], '4429 Too many initialisation requests'),
  first('no connection_init', [], '4408 Connection initialisation timeout'),
  first('a token that is none', [init({ authorization: 'Bearer forged' })], '4403 the token is not a well-formed JWT'),
  first(
    'a token of another scheme',
    [init({ authorization: 'Basic YWRhOmFkYQ==' })],
    '4403 the authorization must be of the form "Bearer <token>"',
  ),
  first(
    'a token that is an object',
    [init({ authorization: { toString: 'Bearer' } })],
    '4403 the authorization must be a text',
  ),
  first('a token that has expired', ({ expired }) => [init({ authorization: expired })], '4403 the token has expired'),
  first(
    'a token that expires while the socket is open',
    async ({ expiring }) => [init({ authorization: await expiring() })],
    '4403 the token has expired',
  ),
  first('parameters that are a list', [init(['x'])], notUnderstood),
  { ...first('the protocol of before', [init()], '4406 Subprotocol not acceptable'), protocol: 'graphql-ws' },
  { ...first('no protocol', [init()], '4406 Subprotocol not acceptable'), protocol: '' },
];

const text = (payload: string | Uint8Array, parts: Parameters<typeof frame>[1] = {}): Uint8Array =>
  frame(payload, parts);
const broken: readonly FrameAttack[] = [
  closes('a frame without a mask', [text(message('ping'), { isMasked: false })], '1002'),
  closes('a reserved bit', [text(message('ping'), { reserved: 4 })], '1002'),
  closes('another reserved bit', [text(message('ping'), { reserved: 1 })], '1002'),
  closes('a kind of frame that nobody knows', [text('', { opcode: 3 })], '1002'),
  closes('a control frame that nobody knows', [text('', { opcode: 11 })], '1002'),
  closes('64 KB and a byte', [text('x'.repeat(64 * 1024 + 1))], '1009'),
  closes('a frame that says to have 2^63 bytes', [text('x', { says: 2n ** 63n })], '1009'),
  closes('a frame that says to have 2^53 bytes', [text('x', { says: 2n ** 53n })], '1009'),
  closes(
    '64 KB and a byte, in two parts',
    [text('x'.repeat(40_000), { fin: false }), text('x'.repeat(25_537), { opcode: 0 })],
    '1009',
  ),
  closes('parts of nothing', [text('x', { opcode: 0 })], '1002'),
  closes('a text within another', [text('{', { fin: false }), text('{')], '1002'),
  closes('a text that is not UTF-8', [text(Buffer.from([0x22, 0xff, 0x22]))], '1007'),
  closes('a surrogate in UTF-8', [text(Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]))], '1007'),
  closes('a ping of 126 bytes', [text('x'.repeat(126), { opcode: 9 })], '1002'),
  closes('a ping in parts', [text('x', { opcode: 9, fin: false })], '1002'),
  closes('the end, in one byte', [text(Buffer.from([3]), { opcode: 8 })], '1002'),
  closes('the end, with a code that must not be sent', [text(Buffer.from([3, 0xed]), { opcode: 8 })], '1002'),
  closes('the end, with a reason that is not UTF-8', [text(Buffer.from([3, 0xe8, 0xff]), { opcode: 8 })], '1007'),
  closes(
    '16,385 parts of a text',
    [text('', { fin: false }), ...times(16_384, () => text('', { opcode: 0, fin: false }))],
    '1008',
  ),
  closes(
    '1,000 pings at once',
    [Buffer.concat(Array.from({ length: 1_000 }, () => text('x', { opcode: 9 })))],
    'cut off',
  ),
  closes('a request of HTTP', [Buffer.from('GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n')], '1002'),
];

const messages: readonly FrameAttack[] = [
  closes('no JSON', ['{type:ping}'], notUnderstood),
  closes('a number', ['42'], notUnderstood),
  closes('null', ['null'], notUnderstood),
  closes('a list', [`[${message('ping')}]`], notUnderstood),
  closes('nothing', [''], notUnderstood),
  closes(
    'a type that nobody knows',
    [message('start', { id: '1', payload: { query: '{ __typename }' } })],
    notUnderstood,
  ),
  closes('a type that every object has', [message('constructor')], notUnderstood),
  closes('what only servers say', [message('next', { id: '1', payload: { data: {} } })], '4400 Only servers send this'),
  closes('an operation without an id', [message('subscribe', { payload: { query: '{ __typename }' } })], notUnderstood),
  closes('an operation with an empty id', [subscribe('', '{ __typename }')], notUnderstood),
  closes(
    'an operation whose id is a number',
    [message('subscribe', { id: 1, payload: { query: '{ __typename }' } })],
    notUnderstood,
  ),
  closes('an operation without a document', [message('subscribe', { id: '1', payload: {} })], notUnderstood),
  closes('a document that is an object', [message('subscribe', { id: '1', payload: { query: {} } })], notUnderstood),
  closes('variables that are a text', [subscribe('1', '{ __typename }', { variables: 'x' })], notUnderstood),
  closes(
    'an id that is in use',
    [subscribe('1', changes), subscribe('1', changes)],
    '4409 Subscriber for 1 already exists',
  ),
  closes('60,000 lists within each other', ['['.repeat(60_000)], notUnderstood),
];

const operations: readonly FrameAttack[] = [
  goesOn('a text in bytes', [text(message('ping'), { opcode: 2 })], 'pong'),
  goesOn('64 KB', [text(`${message('ping')}${' '.repeat(64 * 1024 - message('ping').length)}`)], 'pong'),
  goesOn(
    '__proto__ in a message',
    ['{"type":"ping","__proto__":{"polluted":true},"payload":{"__proto__":{"polluted":true}}}'],
    'pong {"__proto__":{"polluted":true}}',
  ),
  goesOn(
    'an id that every object has',
    [subscribe('__proto__', '{ __typename }')],
    'next __proto__ {"__typename":"Query"}',
    'complete __proto__',
  ),
  goesOn('the end of what was never begun', [message('complete', { id: 'constructor' })]),
  goesOn('no document', [subscribe('1', '')], 'error 1 GRAPHQL_PARSE_FAILED: Syntax Error: Unexpected <EOF>.'),
  goesOn(
    'a document that breaks off',
    [subscribe('1', '{ viewer {')],
    'error 1 GRAPHQL_PARSE_FAILED: Syntax Error: Expected Name, found <EOF>.',
  ),
  goesOn(
    'a document that does not fit',
    [subscribe('1', '{ nobody }')],
    'error 1 GRAPHQL_VALIDATION_FAILED: Cannot query field "nobody" on type "Query".',
  ),
  goesOn(
    'the schema',
    [subscribe('1', '{ __schema { queryType { name } } }')],
    'error 1 GRAPHQL_VALIDATION_FAILED: GraphQL introspection has been disabled, but the requested query contained the field "__schema". | GRAPHQL_VALIDATION_FAILED: GraphQL introspection has been disabled, but the requested query contained the field "queryType".',
  ),
  goesOn(
    '501 brackets within each other',
    [subscribe('1', '{a'.repeat(501))],
    'error 1 NESTING_LIMIT_EXCEEDED: A document may have 500 brackets within each other, those in fragments counted wherever they are spread',
  ),
  goesOn(
    'an operation that is not there',
    [subscribe('1', 'query A { __typename }', { operationName: 'B' })],
    'error 1 OPERATION_RESOLUTION_FAILURE: Could not determine what operation to execute.',
  ),
  goesOn(
    'a variable that does not fit',
    [subscribe('1', 'query ($id: ID!) { node(id: $id) { id } }', { variables: { id: [] } })],
    'next 1 BAD_USER_INPUT: Variable "$id" got invalid value []; ID cannot represent value: []',
    'complete 1',
  ),
  goesOn(
    'a persisted query',
    [subscribe('1', '', { extensions: { persistedQuery: { sha256Hash: 'x' } } })],
    'error 1 PERSISTED_QUERY_NOT_SUPPORTED: There are no trusted documents here: send the text',
  ),
  goesOn(
    'a token with an operation, as GraphiQL has it',
    [subscribe('1', '{ __typename }', { extensions: { headers: { authorization: 'Bearer forged' } } })],
    'next 1 {"__typename":"Query"}',
    'complete 1',
  ),
  goesOn(
    'a mutation of nobody',
    [subscribe('1', 'mutation { addNote(input: { text: "x" }) { __typename } }')],
    'next 1 UNAUTHENTICATED: This needs a token',
    'complete 1',
  ),
  goesOn(
    'a subscription of nobody',
    [subscribe('1', 'subscription { notificationChanged { cursor } }')],
    'next 1 UNAUTHENTICATED: This needs a token',
    'complete 1',
  ),
  goesOn('the feed of a private collection', ({ privateCollection }) => [
    subscribe('1', `subscription { feedChanged(feed: { collectionId: "${privateCollection}" }) { __typename } }`),
  ]),
  goesOn(
    'a live cursor that is none',
    [subscribe('1', 'subscription { feedChanged(feed: { global: true }, after: "x") { __typename } }')],
    noCursor,
  ),
  goesOn(
    'a live cursor of a page',
    ({ feedCursor }) => [
      subscribe('1', `subscription { feedChanged(feed: { global: true }, after: "${feedCursor}") { __typename } }`),
    ],
    noCursor,
  ),
  goesOn(
    'a live cursor of notifications',
    ({ notificationLiveCursor }) => [
      subscribe(
        '1',
        `subscription { feedChanged(feed: { global: true }, after: "${notificationLiveCursor}") { __typename } }`,
      ),
    ],
    noCursor,
  ),
  goesOn(
    '20 subscriptions beside one',
    times(20, (n) => subscribe(String(n), changes)),
    'error 19 SUBSCRIPTION_LIMIT_EXCEEDED: A socket may have 20 subscriptions at a time',
  ),
  goesOn(
    'one that fails among good ones',
    [
      subscribe('1', '{ a: __typename }'),
      subscribe('2', '{ node(id: "x") { id } }'),
      subscribe('3', '{ b: __typename }'),
    ],
    'next 1 {"a":"Query"}',
    'complete 1',
    'next 2 BAD_USER_INPUT: id is not a global id',
    'complete 2',
    'next 3 {"b":"Query"}',
    'complete 3',
  ),
];

export const frameAttacks: readonly FrameAttack[] = [...beginnings, ...broken, ...messages, ...operations];
