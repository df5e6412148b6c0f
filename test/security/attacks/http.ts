import {
  answered,
  asks,
  csrf,
  get,
  type HttpAttack,
  json,
  length,
  line,
  notAllowed,
  post,
  request,
} from './requests.ts';

// Requests that are malformed, or meant to be taken for something else: by a proxy, by a browser, by us.
//
// Slow headers and bodies (408) are in test/shared/http/slow.unit.test.ts, bodies without an end in bodies.unit.test.ts there, allowed origins and
// what each transport says to foreign ones in test/graphql/browsers.unit.test.ts, rates (429) in test/graphql/limits/overEachTransport.int.test.ts.

const chunked = (...chunks: string[]): string =>
  request({ headers: [json, 'Transfer-Encoding: chunked'], body: chunks.join('') });
const chunk = (text: string, size = Buffer.byteLength(text).toString(16)): string => line(size) + line(text);

const tooLong = '413 BODY_TOO_LONG: The body of a request may have at most 102400 bytes';

/** Hidden in what is before it: to be executed by nobody. */
const smuggled = get('/health/live');

const framing: readonly HttpAttack[] = [
  [
    'a length and chunks',
    request({ headers: [json, 'Content-Length: 6', 'Transfer-Encoding: chunked'], body: `0\r\n\r\n${smuggled}` }),
    '400',
  ],
  [
    'chunks and a length',
    request({ headers: [json, 'Transfer-Encoding: chunked', 'Content-Length: 6'], body: `0\r\n\r\n${smuggled}` }),
    '400',
  ],
  ['two lengths', post('Content-Length: 5'), '400'],
  ['the same length twice', post(length(asks)), '400'],
  ['a negative length', request({ headers: [json, 'Content-Length: -1'] }), '400'],
  ['a length with a sign', request({ headers: [json, `Content-Length: +${asks.length}`], body: asks }), '400'],
  ['a length beyond all numbers', request({ headers: [json, 'Content-Length: 99999999999999999999'] }), '400'],
  [
    'chunks that are not the last encoding',
    request({ headers: [json, 'Transfer-Encoding: chunked, identity'], body: chunk(asks) + chunk('') }),
    '400',
  ],
  [
    'an encoding that only looks like chunks',
    request({ headers: [json, 'Transfer-Encoding: xchunked'], body: chunk(asks) + chunk('') }),
    '400',
  ],
  [
    'white space before a colon',
    request({ headers: [json, 'Transfer-Encoding : chunked'], body: chunk(asks) + chunk('') }),
    '400',
  ],
  ['a chunk of more bytes than there are numbers', chunked(chunk(asks, 'ffffffffffffffffff')), '400'],
  ['a chunk of a negative size', chunked(chunk(asks, '-1')), '400'],
  ['a chunk of no size', chunked(chunk(asks, '')), '400'],
  ['a chunk that is longer than it says', chunked(chunk(asks, '3'), chunk('')), '400'],
  ['chunks with 20 KB of extensions', chunked(chunk(asks, `1a;x=${'x'.repeat(20_000)}`), chunk('')), '413'],
  ['a header in two lines', post('X-Folded: one', ' Content-Length: 0'), '400'],
  ['lines that end in LF alone', post().replaceAll('\r\n', '\n'), '400'],
  ['a CR within a header', post('X-Split: a\rX-Injected: b'), '400'],
  ['NUL within a header', post('X-Nul: a\0b'), '400'],
  ['white space in the name of a header', post('X Y: z'), '400'],
  ['a header without a name', post(': nameless'), '400'],
  [
    'a request within the rest of a body that is too long',
    request({
      headers: [json, 'Content-Length: 200000'],
      body: 'x'.repeat(150_000) + smuggled + 'x'.repeat(50_000 - smuggled.length),
    }),
    tooLong,
    ['connection: close'],
  ],
  ['a request behind a body', request({ headers: [json, length(asks)], body: asks + smuggled }), '400'],
];

const startLines: readonly HttpAttack[] = [
  ['a header of 17 KB', post(`X-Long: ${'x'.repeat(17 * 1024)}`), '431'],
  [
    '1,000 headers that are 20 KB together',
    post(...Array.from({ length: 1_000 }, (_, n) => `X-${n}: ${'x'.repeat(12)}`)),
    '431',
  ],
  ['an address of 17 KB', get(`/graphql?query=${'x'.repeat(17 * 1024)}`), '431'],
  ['a method that nobody knows', request({ start: 'BREW /graphql HTTP/1.1' }), '400'],
  ['a method in small letters', request({ start: 'post /graphql HTTP/1.1', headers: [json] }), '400'],
  ['TRACE', request({ start: 'TRACE /graphql HTTP/1.1' }), notAllowed],
  [
    'PUT',
    request({ start: 'PUT /graphql HTTP/1.1', headers: [json, length(asks)], body: asks }),
    notAllowed,
    ['allow: GET, POST'],
  ],
  [
    'DELETE, by which nothing is deleted',
    request({ start: 'DELETE /graphql HTTP/1.1' }),
    notAllowed,
    ['allow: GET, POST'],
  ],
  ['a tunnel to elsewhere', request({ start: 'CONNECT 169.254.169.254:80 HTTP/1.1' }), ''],
  ['HTTP/2 without asking', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', '400'],
  ['HTTP/0.9', 'GET /graphql\r\n\r\n', csrf],
  ['HTTP/9.9', request({ start: 'POST /graphql HTTP/9.9', headers: [json] }), '400'],
  ['HTTP/1.0 without a host', `POST /graphql HTTP/1.0\r\n${json}\r\n${length(asks)}\r\n\r\n${asks}`, answered],
  ['HTTP/1.1 without a host', `POST /graphql HTTP/1.1\r\n${json}\r\n${length(asks)}\r\n\r\n${asks}`, '400'],
  ['a TLS handshake', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', '400'],
  [
    'the address of another server',
    request({ start: 'POST http://169.254.169.254/graphql HTTP/1.1', headers: [json, length(asks)], body: asks }),
    '404 NOT_FOUND: There is nothing at http://169.254.169.254/graphql',
  ],
  ['expectations that nobody knows', post('Expect: a-miracle'), '417'],
  [
    'a gigabyte, asked for first',
    request({ headers: [json, 'Content-Length: 1000000000', 'Expect: 100-continue'] }),
    tooLong,
    ['connection: close'],
  ],
  ['an upgrade to HTTP/2', post('Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAAQAAP__'), answered],
];

const paths: readonly HttpAttack[] = [
  '/graphql/',
  '/graphql%00',
  '//graphql',
  '/GRAPHQL',
  '/graphql/../graphql',
  '/%67raphql',
  '/graphql;x=1',
  '/graphql\\',
  '/..%2f..%2fetc/passwd',
  '/../../etc/passwd',
  '/.env',
  '/__proto__',
  '*',
].map((path) => [
  `the path ${path}`,
  request({ start: `POST ${path} HTTP/1.1`, headers: [json, length(asks)], body: asks }),
  `404 NOT_FOUND: There is nothing at ${path}`,
]);

export const httpAttacks: readonly HttpAttack[] = [...framing, ...startLines, ...paths];
