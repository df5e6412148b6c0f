import { buildSchema, parse, validate } from 'graphql';
import { expect, it } from 'vitest';
import { unconditionalSubscriptions } from '../../src/graphql/unconditionalSubscriptions.ts';

const schema = buildSchema('type Query { a: Q } type Q { b: Int } type Subscription { a: Q }');
const messages = (document: string): string[] =>
  validate(schema, parse(document), [unconditionalSubscriptions]).map(({ message }) => message);
const refused = ['What is subscribed to must not depend on @skip or @include.'];

it.each([
  ['its field', 'subscription { a @skip(if: true) { b } }', refused],
  ['a condition in a variable', 'subscription ($yes: Boolean!) { a @include(if: $yes) { b } }', refused],
  ['a fragment', 'subscription { ... @include(if: false) { a { b } } }', refused],
  ['a named fragment', 'subscription { ...F @skip(if: false) } fragment F on Subscription { a { b } }', refused],
  ['in a fragment', 'subscription { ...F } fragment F on Subscription { a @skip(if: true) { b } }', refused],
  [
    'in a fragment of itself',
    'subscription { ...F } fragment F on Subscription { ...F a @skip(if: true) { b } }',
    refused,
  ],
  ['a fragment that does not exist', 'subscription { ...F }', []],
  ['further below', 'subscription { a { b @skip(if: true) } }', []],
  ['of a query', '{ a @skip(if: true) { b } }', []],
])('%s', (_, document, expected) => {
  expect(messages(document)).toEqual(expected);
});
