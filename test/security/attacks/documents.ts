import type { OperationAttack } from './OperationAttack.ts';
import { cut } from './words.ts';

// Documents that ask for too much, or for what is not theirs to know.
//
// How each limit counts is in test/graphql/limits/counting.unit.test.ts; how far documents may nest, with limits as high as they can be configured, in
// nesting.unit.test.ts there.

const invalid = (...errors: readonly string[]): string =>
  `400 ${errors.map((error) => `GRAPHQL_VALIDATION_FAILED: ${error}`).join(' | ')}`;
const unparsed = (error: string): string => `400 GRAPHQL_PARSE_FAILED: Syntax Error: ${error}`;
const closed = (...fields: readonly string[]): string =>
  invalid(
    ...fields.map(
      (field) => `GraphQL introspection has been disabled, but the requested query contained the field "${field}".`,
    ),
  );
const complexity =
  '400 COMPLEXITY_LIMIT_EXCEEDED: An operation may ask for 10000 fields, each as often as its lists may be long: ask for smaller pages, or for less of each item. A page size in a variable counts as 100';
const nesting =
  '400 NESTING_LIMIT_EXCEEDED: A document may have 500 brackets within each other, those in fragments counted wherever they are spread';
const unresolved = '400 OPERATION_RESOLUTION_FAILURE: Could not determine what operation to execute.';
const typename = '200 {"__typename":"Query"}';
const noId = '200 BAD_USER_INPUT: id is not a global id';
const unexpectedEnd = unparsed('Unexpected <EOF>.');
const twoFields = invalid('Anonymous Subscription must select only one top level field.');

const times = (count: number, of: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => of(n)).join(' ');

const brackets = (count: number): string => '['.repeat(count) + ']'.repeat(count);

/** So many fields within each other. */
const deep = (levels: number): string => {
  const fields = [
    'feed(feed: { curatorId: "did:plc:nobody" }, first: 1)',
    'nodes',
    'card',
    ...Array.from({ length: levels - 4 }, () => 'parentCard'),
  ];
  return `{ ${fields.join(' { ')} { id } ${'} '.repeat(levels - 1)}`;
};
const page = (fields: number): string =>
  `feed(feed: { curatorId: "did:plc:nobody" }, first: 100) { nodes { ${'id '.repeat(fields)}} }`;
const persisted = (hash: string) => ({ persistedQuery: { version: 1, sha256Hash: hash } });
/** Twice in each, as often as doubling goes on. */
const doubling = (levels: number): string => {
  const fragments = times(levels, (n) => `fragment F${n} on Query { ...F${n + 1} ...F${n + 1} }`);
  return `{ ...F0 } ${fragments} fragment F${levels} on Query { __typename }`;
};

const limits: readonly OperationAttack[] = [
  ['2,000 tokens', `{ nodes(ids: [${'"x" '.repeat(1_988)}]) { id } }`, noId],
  [
    '2,001 tokens',
    `{ nodes(ids: [${'"x" '.repeat(1_989)}]) { id } }`,
    '400 TOKEN_LIMIT_EXCEEDED: A document may have 2000 tokens',
  ],
  ['10 fields within each other', deep(10), '200 {"feed":{"nodes":[]}}'],
  ['11 fields within each other', deep(11), '400 DEPTH_LIMIT_EXCEEDED: An operation may be 10 fields deep'],
  ['30 aliases', `{ ${times(30, () => 'a: __typename')} }`, '200 {"a":"Query"}'],
  [
    '31 aliases',
    `{ ${times(31, () => 'a: __typename')} }`,
    '400 ALIAS_LIMIT_EXCEEDED: An operation may have 30 aliases, those in fragments counted wherever they are spread',
  ],
  ['20 directives', `{ ${times(20, () => '__typename @include(if: true)')} }`, typename],
  [
    '21 directives',
    `{ ${times(21, () => '__typename @include(if: true)')} }`,
    '400 DIRECTIVE_LIMIT_EXCEEDED: An operation may have 20 directives, those in fragments counted wherever they are spread',
  ],
  ['10,000 fields', `{ ${page(99)} ${'__typename '.repeat(98)}}`, '200 {"feed":{"nodes":[]},"__typename":"Query"}'],
  ['10,001 fields', `{ ${page(99)} ${'__typename '.repeat(99)}}`, complexity],
  [
    'pages within each other of a size in a variable',
    'query ($n: Int) { viewer { following(first: $n) { nodes { library(first: $n) { nodes { id } } } } } }',
    complexity,
  ],
  [
    '500 brackets within each other',
    `{ node(id: ${brackets(498)}) { id } }`,
    invalid(cut(`ID cannot represent a non-string and non-integer value: ${brackets(498)}`)),
  ],
  ['501 brackets within each other', `{ node(id: ${brackets(499)}) { id } }`, nesting],
  ['60,000 brackets that do not close', `{ node(id: ${'['.repeat(60_000)}`, nesting],
];

const shapes: readonly OperationAttack[] = [
  [
    'a fragment that spreads itself',
    '{ ...A } fragment A on Query { ...A }',
    invalid('Cannot spread fragment "A" within itself.'),
  ],
  [
    'fragments that spread each other',
    '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }',
    invalid('Cannot spread fragment "A" within itself via "B".'),
  ],
  ['fragments that double 150 times', doubling(150), complexity],
  [
    'the same field with other arguments',
    '{ node(id: "a") { id } node(id: "b") { id } }',
    invalid(
      'Fields "node" conflict because they have differing arguments. Use different aliases on the fields to fetch both if this was intentional.',
    ),
  ],
  ['the same field 1,000 times', `{ ${'__typename '.repeat(1_000)}}`, invalid('Validation aborted.')],
  [
    'a directive that repeats',
    '{ __typename @include(if: true) @include(if: true) }',
    invalid('The directive "@include" can only be used once at this location.'),
  ],
  ['a directive that nobody knows', '{ __typename @nothing }', invalid('Unknown directive "@nothing".')],
  ['a name of 50,000 letters', `{ ${'a'.repeat(50_000)} }`, invalid(cut(`Cannot query field "${'a'.repeat(1_000)}`))],
  ['a comment of 50,000 letters', `{ __typename } #${'x'.repeat(50_000)}`, typename],
  ['a block string of 50,000 letters', `{ node(id: """${'x'.repeat(50_000)}""") { id } }`, noId],
  ['a text that does not end', '{ node(id: "x', unparsed('Unterminated string.')],
  [
    'an escape that is none',
    '{ node(id: "\\u{110000}") { id } }',
    unparsed('Invalid Unicode escape sequence: "\\u{110000}".'),
  ],
  ['a control character', '{ __typename \u0001 }', unparsed('Unexpected character: U+0001.')],
  ['a letter that only looks like one', '{ __typenamе }', unparsed('Unexpected character: U+0435.')],
  ['300 operations', `${times(300, (n) => `query Q${n} { __typename }`)}`, unresolved],
  [
    '300 variables of which none is used',
    `query (${times(300, (n) => `$v${n}: Int`)}) { __typename }`,
    invalid(
      ...Array.from({ length: 100 }, (_, n) => `Variable "$v${n}" is never used.`),
      'Too many validation errors, error limit reached. Validation aborted.',
    ),
  ],
  ['two operations of one name', 'query A { __typename } query A { __typename }', unresolved],
  ['nothing', '', unexpectedEnd],
  ['a comment alone', '# nothing', unexpectedEnd],
  ['fragments alone', 'fragment F on Query { __typename }', unresolved],
  ['a schema of its own', 'type Query { a: Int } extend type Mutation { b: Int }', unresolved],
  ['an operation that is not there', { query: 'query A { __typename }', operationName: '__proto__' }, unresolved],
  ['no word of which of two', 'query A { __typename } query B { __typename }', unresolved],
  [
    'a subscription to two things',
    'subscription { a: notificationChanged { cursor } b: notificationChanged { cursor } }',
    twoFields,
  ],
  [
    'a subscription to two things, by a fragment',
    'subscription { ...F } fragment F on Subscription { a: notificationChanged { cursor } b: notificationChanged { cursor } }',
    twoFields,
  ],
  [
    'a subscription to nothing, as it turns out',
    'subscription { notificationChanged @skip(if: true) { cursor } }',
    invalid('What is subscribed to must not depend on @skip or @include.'),
  ],
  [
    'a subscription to what is everybody’s schema',
    'subscription { __typename }',
    invalid('Anonymous Subscription must not select an introspection top level field.'),
  ],
  [
    'a mutation within a query',
    '{ addNote(input: { text: "x" }) { __typename } }',
    invalid('Cannot query field "addNote" on type "Query".'),
  ],
];

const secrets: readonly OperationAttack[] = [
  ['the schema', '{ __schema { types { name } } }', closed('__schema', 'types')],
  ['a type', '{ __type(name: "Query") { fields { name } } }', closed('__type', 'fields')],
  ['the schema under another name', '{ innocent: __schema { queryType { name } } }', closed('__schema', 'queryType')],
  [
    'the schema in a fragment',
    '{ ...F } fragment F on Query { ... on Query { __schema { queryType { name } } } }',
    closed('__schema', 'queryType'),
  ],
  [
    'the schema beside a mutation',
    'mutation { __schema { queryType { name } } }',
    invalid('Cannot query field "__schema" on type "Mutation".'),
  ],
  [
    'the schema, as it turns out not',
    '{ __typename __schema @skip(if: true) { queryType { name } } }',
    closed('__schema', 'queryType'),
  ],
  ['the schema of a service', '{ _service { sdl } }', invalid('Cannot query field "_service" on type "Query".')],
  ['a field that is nearly there', '{ viewr { did } }', invalid('Cannot query field "viewr" on type "Query".')],
  [
    'an argument that is nearly there',
    '{ feed(fed: { global: true }) { liveCursor } }',
    invalid(
      'Unknown argument "fed" on field "Query.feed".',
      'Field "feed" argument "feed" of type "FeedInput!" is required, but it was not provided.',
    ),
  ],
  ['a type that is nearly there', '{ ... on Qery { __typename } }', invalid('Unknown type "Qery".')],
  [
    'a value that is nearly there',
    'mutation { setNotificationPreference(input: { kind: CARD_SAVE, enabled: true }) { __typename } }',
    invalid('Value "CARD_SAVE" does not exist in "NotificationKind" enum.'),
  ],
  [
    'a key that is nearly there',
    '{ feed(feed: { globl: true }) { liveCursor } }',
    invalid('Field "globl" is not defined by type "FeedInput".'),
  ],
  [
    'a document by a hash',
    { query: '', extensions: persisted('0'.repeat(64)) },
    '400 PERSISTED_QUERY_NOT_SUPPORTED: There are no trusted documents here: send the text',
  ],
  [
    'a document by a hash, to be remembered',
    { query: '{ __typename }', extensions: persisted('0'.repeat(64)) },
    typename,
  ],
];

export const documentAttacks: readonly OperationAttack[] = [...limits, ...shapes, ...secrets];
