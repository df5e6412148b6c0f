import { expect, it } from 'vitest';
import { Refusals, refusalTypes } from '../../src/graphql/refusals.ts';
import { err, ok } from '../../src/shared/domain/Result.ts';

const refusals = new Refusals({ 'invalid-url': 'url', 'invalid-profile': null });

it('gives the value of what succeeded', () => {
  expect(refusals.unwrap(ok(1))).toBe(1);
});

it('throws a refusal as the error of its GraphQL type, naming the input field at fault', () => {
  const { errorClass } = refusalTypes['invalid-url'];
  const unwrap = () => refusals.unwrap(err({ kind: 'invalid-url', reason: 'not-http' }));
  expect(unwrap).toThrow(errorClass);
  expect(unwrap).toThrow(
    expect.objectContaining({
      name: 'InvalidUrlError',
      code: 'INVALID_URL',
      message: 'The URL cannot be saved: not-http',
      path: ['input', 'url'],
    }),
  );
});

it('lets the use case name the field', () => {
  const refused = err({ kind: 'invalid-profile', field: 'handle', reason: 'too short' } as const);
  expect(() => refusals.unwrap(refused)).toThrow(expect.objectContaining({ path: ['input', 'handle'] }));
});

it('names no field where none is at fault', () => {
  expect(() => refusals.unwrap(err({ kind: 'invalid-profile' }))).toThrow(expect.objectContaining({ path: null }));
});

it('knows the types that its result union has', () => {
  expect(refusals.errorTypes).toEqual([
    refusalTypes['invalid-url'].errorClass,
    refusalTypes['invalid-profile'].errorClass,
  ]);
});
