import { expect, it } from 'vitest';
import { editDistance, nearest } from '../../src/composition/nearest.ts';

it.each([
  ['', '', 0],
  ['PORT', 'PORT', 0],
  ['', 'PORT', 4],
  ['PORT', '', 4],
  ['DATABSE_URL', 'DATABASE_URL', 1],
  ['PROT', 'PORT', 1],
  ['AUTH_JWK_URI', 'AUTH_JWKS_URL', 2],
  ['PATH', 'PORT', 3],
])('from %j to %j it takes %i edits', (from, to, edits) => {
  expect(editDistance(from, to)).toBe(edits);
  expect(editDistance(to, from)).toBe(edits);
});

it('takes the first of the nearest', () => {
  expect(nearest('tokne', ['migrate', 'token', 'tokens'])).toEqual({ candidate: 'token', distance: 1 });
  expect(nearest('x', [])).toBeUndefined();
});
