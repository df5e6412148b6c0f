// Bodies that say to be JSON, and are not, or are more than that. Each is sent the direct way and through Yoga, with the same answer.
//
// How the two ways compare, byte for byte, is in test/graphql/bothWays.int.test.ts.

export type JsonAttack = readonly [what: string, body: string | Uint8Array<ArrayBuffer>, answer: string];

const noJson = '400 BAD_REQUEST: POST body sent invalid JSON.';
const noBatch = '400 BAD_REQUEST: Batching is not supported.';
const answered = '200 {"__typename":"Query"}';
const answeredFeed = '200 {"feed":{"__typename":"FeedConnection"}}';

const asks = '{"query":"{ __typename }"}';
/** One for each character. */
const bytes = (text: string): Uint8Array<ArrayBuffer> => Buffer.from(text, 'latin1');

/** A query with so many bytes around it that the body has exactly as many as said. */
const ofBytes = (count: number): string => {
  const [start, end] = ['{"query":"{ __typename } #', '"}'];
  return start + 'x'.repeat(count - start.length - end.length) + end;
};
const withVariables = (variables: string): string =>
  `{"query":"query ($first: Int) { feed(feed: { global: true }, first: $first) { __typename } }","variables":${variables}}`;

export const jsonAttacks: readonly JsonAttack[] = [
  ['nothing', '', noJson],
  ['white space', ' \n\t', noJson],
  ['no JSON', '{query:{__typename}}', noJson],
  ['JSON that breaks off', asks.slice(0, -1), noJson],
  ['more behind the JSON', `${asks}}`, noJson],
  ['two in a row', asks + asks, noJson],
  ['a comment', `${asks} // comment`, noJson],
  ['a byte order mark before it', `\ufeff${asks}`, noJson],
  ['UTF-16', Buffer.from(asks, 'utf16le'), noJson],
  ['NUL before it', `\0${asks}`, noJson],
  ['NUL in the document, written out', '{"query":"{ __type\0name }"}', noJson],
  [
    'NUL in the document, escaped',
    '{"query":"{ __type\\u0000name }"}',
    '400 GRAPHQL_PARSE_FAILED: Syntax Error: Unexpected character: U+0000.',
  ],
  [
    'bytes that are not UTF-8',
    bytes('{"query":"{ __typename }\xff\xfe"}'),
    '400 GRAPHQL_PARSE_FAILED: Syntax Error: Unexpected character: U+FFFD.',
  ],
  [
    'an overlong encoding of a slash',
    bytes('{"query":"{ __typename }\xc0\xaf"}'),
    '400 GRAPHQL_PARSE_FAILED: Syntax Error: Unexpected character: U+FFFD.',
  ],
  [
    'a lone surrogate in the document',
    '{"query":"{ node(id: \\"\\ud800\\") { id } }"}',
    '400 GRAPHQL_PARSE_FAILED: Syntax Error: Invalid character within String: U+D800.',
  ],
  ['null', 'null', '400 BAD_REQUEST: POST body is expected to be object but received null'],
  ['a text', '"{ __typename }"', '400 BAD_REQUEST: POST body is expected to be object but received string'],
  ['a number', '42', '400 BAD_REQUEST: POST body is expected to be object but received number'],
  ['a list of nothing', '[]', noBatch],
  ['a batch', `[${asks},${asks}]`, noBatch],
  ['a batch of 1,000', `[${Array.from({ length: 1_000 }, () => asks).join()}]`, noBatch],
  ['an empty object', '{}', '400 BAD_REQUEST: Must provide query string.'],
  [
    'a document that is an object',
    '{"query":{"toString":"{ __typename }"}}',
    '400 BAD_REQUEST: Expected "query" param to be a string, but given object.',
  ],
  [
    'a document in a list',
    '{"query":["{ __typename }"]}',
    '400 BAD_REQUEST: Expected "query" param to be a string, but given array.',
  ],
  [
    'one key more',
    '{"query":"{ __typename }","admin":true}',
    '400 BAD_REQUEST: Unexpected parameter "admin" in the request body.',
  ],
  ['two documents under one key', '{"query":"mutation { nothing }","query":"{ __typename }"}', answered],
  [
    '__proto__ in the body',
    '{"query":"{ __typename }","__proto__":{"polluted":true}}',
    '400 BAD_REQUEST: Unexpected parameter "__proto__" in the request body.',
  ],
  [
    'constructor in the body',
    '{"query":"{ __typename }","constructor":{"prototype":{"polluted":true}}}',
    '400 BAD_REQUEST: Unexpected parameter "constructor" in the request body.',
  ],
  ['__proto__ in the variables', withVariables('{"__proto__":{"polluted":true,"first":1000}}'), answeredFeed],
  ['constructor in the variables', withVariables('{"constructor":{"prototype":{"polluted":true}}}'), answeredFeed],
  ['__proto__ in the extensions', '{"query":"{ __typename }","extensions":{"__proto__":{"polluted":true}}}', answered],
  [
    'a persisted query that is __proto__',
    '{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"__proto__"}}}',
    '400 PERSISTED_QUERY_NOT_SUPPORTED: There are no trusted documents here: send the text',
  ],
  [
    'a number beyond 2^53',
    withVariables('{"first":9007199254740993}'),
    '400 BAD_USER_INPUT: Variable "$first" got invalid value 9007199254740992; Int cannot represent non 32-bit signed integer value: 9007199254740992',
  ],
  [
    'a number beyond all',
    withVariables('{"first":1e400}'),
    '400 BAD_USER_INPUT: Variable "$first" got invalid value Infinity; Int cannot represent non-integer value: Infinity',
  ],
  ['minus zero', withVariables('{"first":-0}'), '200 BAD_USER_INPUT: first must be from 1 to 100'],
  ['NaN', withVariables('{"first":NaN}'), noJson],
  [
    'a number of 50,000 digits',
    withVariables(`{"first":${'9'.repeat(50_000)}}`),
    '400 BAD_USER_INPUT: Variable "$first" got invalid value Infinity; Int cannot represent non-integer value: Infinity',
  ],
  [
    '40,000 lists within each other',
    withVariables(`{"first":${'['.repeat(40_000)}${']'.repeat(40_000)}}`),
    '400 BAD_USER_INPUT: Variable "$first" got invalid value [[[[Array]]]]; Int cannot represent non-integer value: [[[Array]]]',
  ],
  [
    '15,000 objects within each other, which nobody asked for',
    withVariables(`{"more":${'{"a":'.repeat(15_000)}1${'}'.repeat(15_000)}}`),
    answeredFeed,
  ],
  ['40,000 lists that do not close', '['.repeat(40_000), noJson],
  ['5,000 keys', withVariables(`{${Array.from({ length: 5_000 }, (_, n) => `"k${n}":1`).join()}}`), answeredFeed],
  ['100 KB', ofBytes(102_400), answered],
  ['100 KB and a byte', ofBytes(102_401), '413 BODY_TOO_LONG: The body of a request may have at most 102400 bytes'],
];
