import type { IncomingHttpHeaders } from 'node:http';
import { describe, expect, it } from 'vitest';
import { Origins } from '../../../src/graphql/http/Origins.ts';
import { isPreflight, refusalOf } from '../../../src/graphql/http/refusalOf.ts';

const origins = new Origins(['https://app.example.com', 'http://localhost:5173']);
const host = 'api.example.com:4000';
const json = { 'content-type': 'application/json' };

/** Status and code, or `goes on`. */
function outcome(method: string, headers: IncomingHttpHeaders): string {
  const refusal = refusalOf({ method, headers: { host, ...headers } }, origins);
  return refusal ? `${refusal.status} ${refusal.code}` : 'goes on';
}

describe('an origin', () => {
  it.each([
    ['none: not a page of a browser', undefined, true],
    ['the server’s own', 'http://api.example.com:4000', true],
    ['its own, with TLS before it', 'https://api.example.com:4000', true],
    ['an allowed one', 'https://app.example.com', true],
    ['another allowed one', 'http://localhost:5173', true],
    ['another one', 'https://evil.example', false],
    ['of a file, or a sandbox', 'null', false],
    ['empty', '', false],
    ['an allowed one, with another scheme', 'http://app.example.com', false],
    ['an allowed one, at another port', 'https://app.example.com:8443', false],
    ['below an allowed one', 'https://x.app.example.com', false],
    ['that begins with an allowed one', 'https://app.example.com.evil.example', false],
    ['that ends with an allowed one', 'https://evilapp.example.com', false],
    ['the own host at another port', 'http://api.example.com', false],
    ['two of them', 'https://app.example.com, https://evil.example', false],
    ['a pattern', '*', false],
  ])('%s: %j is admitted: %s', (_what, origin, isAdmitted) => {
    expect(outcome('POST', { ...json, origin })).toBe(isAdmitted ? 'goes on' : '403 ORIGIN_NOT_ALLOWED');
  });

  it('is told to be allowed where it is listed, and never otherwise', () => {
    const told = ['https://app.example.com', 'https://evil.example', `http://${host}`, undefined].map((origin) =>
      origins.toTell({ host, ...(origin && { origin }) }),
    );

    expect(told).toEqual(['https://app.example.com', undefined, undefined, undefined]);
  });

  it('without a host has no own to be', () => {
    expect(new Origins().admits({ origin: 'http://undefined' })).toBe(false);
  });
});

describe('a request that a page can send unasked', () => {
  const csrf = { 'x-graphql-csrf': '1' };

  it.each<[what: string, method: string, headers: IncomingHttpHeaders, expected: string]>([
    ['GET', 'GET', {}, '403 CSRF_HEADER_MISSING'],
    ['GET for an event stream', 'GET', { accept: 'text/event-stream' }, '403 CSRF_HEADER_MISSING'],
    ['GET that says it is JSON', 'GET', json, '403 CSRF_HEADER_MISSING'],
    ['GET with the header', 'GET', csrf, 'goes on'],
    ['GET with the empty header', 'GET', { 'x-graphql-csrf': '' }, 'goes on'],
    ['GET with Apollo’s header', 'GET', { 'apollo-require-preflight': 'true' }, 'goes on'],
    ['POST of nothing in particular', 'POST', {}, '403 CSRF_HEADER_MISSING'],
    ['POST of nothing in particular, with the header', 'POST', csrf, '415 UNSUPPORTED_MEDIA_TYPE'],
    ['POST of a text', 'POST', { 'content-type': 'text/plain' }, '403 CSRF_HEADER_MISSING'],
    ['… with parameters', 'POST', { 'content-type': 'Text/Plain ; application/json' }, '403 CSRF_HEADER_MISSING'],
    ['POST of a form', 'POST', { 'content-type': 'application/x-www-form-urlencoded' }, '403 CSRF_HEADER_MISSING'],
    [
      'POST of a form with files',
      'POST',
      { 'content-type': 'multipart/form-data; boundary=x' },
      '403 CSRF_HEADER_MISSING',
    ],
    [
      '… with the header',
      'POST',
      { 'content-type': 'multipart/form-data; boundary=x', ...csrf },
      '415 UNSUPPORTED_MEDIA_TYPE',
    ],
    ['POST of JSON', 'POST', json, 'goes on'],
    ['POST of JSON with a charset', 'POST', { 'content-type': 'application/json; charset=utf-8' }, 'goes on'],
  ])('%s', (_what, method, headers, expected) => {
    expect(outcome(method, headers)).toBe(expected);
  });
});

it.each([
  'application/graphql',
  'application/graphql+json',
  'application/jsonp',
  'text/json',
  'application/json, text/plain',
])('POST of %s is none of JSON', (contentType) => {
  expect(outcome('POST', { 'content-type': contentType })).toBe('415 UNSUPPORTED_MEDIA_TYPE');
});

it.each(['HEAD', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'OPTIONS', 'QUERY'])('%s is not a way to ask', (method) => {
  const refusal = refusalOf({ method, headers: { ...json, 'x-graphql-csrf': '1' } }, origins);

  expect(refusal).toMatchObject({ status: 405, code: 'METHOD_NOT_ALLOWED', headers: { allow: 'GET, POST' } });
});

it('a preflight is one that says what it asks for, and for whom', () => {
  const asks = { origin: 'https://app.example.com', 'access-control-request-method': 'POST' };

  expect(isPreflight({ method: 'OPTIONS', headers: asks })).toBe(true);
  expect(isPreflight({ method: 'OPTIONS', headers: { origin: asks.origin } })).toBe(false);
  expect(isPreflight({ method: 'POST', headers: asks })).toBe(false);
});
