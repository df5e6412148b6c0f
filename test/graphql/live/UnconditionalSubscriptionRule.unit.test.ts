import { buildSchema, parse, validate } from 'graphql';
import { expect, it } from 'vitest';
import { UnconditionalSubscriptionRule } from '../../../src/graphql/live/UnconditionalSubscriptionRule.ts';

const schema = buildSchema('type Query { a: Q } type Q { b: Int } type Subscription { a: Q }');
const messages = (document: string): string[] =>
  validate(schema, parse(document), [UnconditionalSubscriptionRule]).map(({ message }) => message);
const of = (directive: string): string => `A subscription's field may not have @${directive}`;

it.each([
  ['its field', 'subscription { a @skip(if: true) { b } }', [of('skip')]],
  ['a condition in a variable', 'subscription ($yes: Boolean!) { a @include(if: $yes) { b } }', [of('include')]],
  ['a fragment', 'subscription { ... @include(if: false) { a { b } } }', [of('include')]],
  ['a named fragment', 'subscription { ...F @skip(if: false) } fragment F on Subscription { a { b } }', [of('skip')]],
  ['in a fragment', 'subscription { ...F } fragment F on Subscription { a @skip(if: true) { b } }', [of('skip')]],
  [
    'in a fragment of itself',
    'subscription { ...F } fragment F on Subscription { ...F a @skip(if: true) { b } }',
    [of('skip')],
  ],
  ['a fragment that does not exist', 'subscription { ...F }', []],
  ['further below', 'subscription { a { b @skip(if: true) } }', []],
  ['of a query', '{ a @skip(if: true) { b } }', []],
])('%s', (_, document, expected) => {
  expect(messages(document)).toEqual(expected);
});
