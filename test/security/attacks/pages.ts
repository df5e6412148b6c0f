import { gzipSync } from 'node:zlib';
import {
  answered,
  asks,
  csrf,
  get,
  type HttpAttack,
  json,
  length,
  notAllowed,
  post,
  request,
  typed,
} from './requests.ts';

// Requests as another’s page may have a browser send them, and bodies that are not JSON.

const notJson = '415 UNSUPPORTED_MEDIA_TYPE: The body of a request must be application/json';
const onlyQueries = '405 METHOD_NOT_ALLOWED: By GET only queries are executed';
const foreignOrigin = '403 ORIGIN_NOT_ALLOWED: Pages of this origin may not use the API';

/** Compressed. Written as latin1, as all of it. */
const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024)).toString('latin1');
const multipart =
  '--x\r\nContent-Disposition: form-data; name="operations"\r\n\r\n{"query":"mutation { __typename }"}\r\n--x--\r\n';

const bodies: readonly HttpAttack[] = [
  ['a text, as a page may send it unasked', typed('text/plain', asks), csrf],
  [
    'a form, as a page may send it unasked',
    typed('application/x-www-form-urlencoded', `query=${encodeURIComponent('mutation { __typename }')}`),
    csrf,
  ],
  ['an upload, as a page may send it unasked', typed('multipart/form-data; boundary=x', multipart), csrf],
  [
    'an upload by who may',
    typed('multipart/form-data; boundary=x', multipart, 'x-graphql-csrf: 1'),
    notJson,
    ['accept-post: application/json'],
  ],
  [
    'a form by who may',
    typed('application/x-www-form-urlencoded', 'query={__typename}', 'x-graphql-csrf: 1'),
    notJson,
    ['accept-post: application/json'],
  ],
  ['no type', request({ headers: [length(asks)], body: asks }), csrf],
  ['a document as it is', typed('application/graphql', '{ __typename }'), notJson],
  [
    'XML with an entity',
    typed('application/xml', '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'),
    notJson,
  ],
  ['a type that only begins like JSON’s', typed('application/jsonp', asks), notJson],
  ['JSON and a type that a page may send unasked', typed('application/json, text/plain', asks), notJson],
  ['a type that a page may send unasked, and JSON', typed('text/plain, application/json', asks), notJson],
  ['a type that a page may send unasked, with JSON behind', typed('text/plain; application/json', asks), csrf],
  [
    '50 MB in 50 KB',
    request({ headers: [json, 'Content-Encoding: gzip', length(bomb)], body: bomb }),
    '400 BAD_REQUEST: POST body sent invalid JSON.',
  ],
  ['an answer that nobody can give', post('Accept: image/png'), '406'],
];

const pages: readonly HttpAttack[] = [
  ['a query by GET, as a page may send it unasked', get('/graphql?query={__typename}'), csrf],
  ['a mutation by GET', get('/graphql?query=mutation{__typename}', 'x-graphql-csrf: 1'), onlyQueries],
  [
    'a subscription by GET',
    get('/graphql?query=subscription{notificationChanged{cursor}}', 'x-graphql-csrf: 1'),
    onlyQueries,
  ],
  [
    'a mutation beside a query by GET',
    get('/graphql?query=query%20A{__typename}mutation%20B{__typename}&operationName=B', 'x-graphql-csrf: 1'),
    onlyQueries,
  ],
  ['HEAD', request({ start: 'HEAD /graphql?query={__typename} HTTP/1.1', headers: ['x-graphql-csrf: 1'] }), '405'],
  ['GET that says to be POST', get('/graphql?query=mutation{__typename}', 'X-HTTP-Method-Override: POST'), csrf],
  [
    'GET that says to be POST, by who may',
    get('/graphql?query=mutation{__typename}', 'X-HTTP-Method-Override: POST', 'x-graphql-csrf: 1'),
    onlyQueries,
  ],
  ['POST that says to be DELETE', post('X-HTTP-Method-Override: DELETE'), answered],
  ['a foreign origin', post('Origin: https://evil.example'), foreignOrigin, ['vary: Origin']],
  ['a sandbox', post('Origin: null'), foreignOrigin, ['vary: Origin']],
  ['no name of an origin', post('Origin: '), foreignOrigin],
  ['an allowed origin that goes on', post('Origin: https://app.example.com.evil.example'), foreignOrigin],
  ['an allowed origin without TLS', post('Origin: http://app.example.com'), foreignOrigin],
  ['an allowed origin in capitals', post('Origin: https://APP.example.com'), foreignOrigin],
  [
    'an allowed origin and a foreign one',
    post('Origin: https://app.example.com', 'Origin: https://evil.example'),
    foreignOrigin,
  ],
  ['two origins in one', post('Origin: https://app.example.com, https://evil.example'), foreignOrigin],
  ['the own origin on another port', post('Origin: http://api.example:8080'), foreignOrigin],
  [
    'a preflight of a foreign origin',
    request({
      start: 'OPTIONS /graphql HTTP/1.1',
      headers: ['Origin: https://evil.example', 'Access-Control-Request-Method: POST'],
    }),
    foreignOrigin,
  ],
  [
    'a preflight of nobody',
    request({ start: 'OPTIONS /graphql HTTP/1.1', headers: ['Access-Control-Request-Method: POST'] }),
    notAllowed,
    ['allow: GET, POST'],
  ],
  ['a page in a browser', get('/graphql', 'Accept: text/html'), csrf],
  [
    'other hosts’ names',
    post('X-Forwarded-Host: evil.example', 'X-Original-URL: /metrics', 'Forwarded: for=127.0.0.1'),
    answered,
  ],
];

export const pageAttacks: readonly HttpAttack[] = [...bodies, ...pages];
