import { expect, it } from 'vitest';
import { AuthenticationError } from '../../../src/shared/application/TokenVerifier.ts';
import { bearerToken } from '../../../src/shared/infrastructure/auth/bearerToken.ts';

it.each([null, undefined])('no header (%s), no token', (header) => {
  expect(bearerToken(header)).toBeNull();
});

it.each([
  ['Bearer abc.def.ghi', 'abc.def.ghi'],
  ['bearer   a-b_c~d+e/f==', 'a-b_c~d+e/f=='],
  ['BEARER eyJ.eyJ.', 'eyJ.eyJ.'],
])('%j holds %j', (header, token) => {
  expect(bearerToken(header)).toBe(token);
});

it.each(['', 'Bearer', 'Bearer ', 'abc', 'Basic YTpi', 'Bearer a b', 'Bearer a,b', 'Bearer\tabc', 'Bearerabc'])(
  '%j is malformed',
  (header) => {
    expect(() => bearerToken(header)).toThrow(AuthenticationError);
    expect(() => bearerToken(header)).toThrow('the authorization must be of the form "Bearer <token>"');
  },
);

it('a token may be as long as any in use, and no longer', () => {
  expect(bearerToken(`Bearer ${'x'.repeat(8_192)}`)).toHaveLength(8_192);
  expect(() => bearerToken(`Bearer ${'x'.repeat(8_193)}`)).toThrow('the token is longer than 8192 characters');
});
