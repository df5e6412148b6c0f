import { type Arbitrary, array, assert, constantFrom, letrec, oneof, property, record, tuple } from 'fast-check';
import {
  buildSchema,
  type DocumentNode,
  executeSync,
  Kind,
  NoUnusedVariablesRule,
  type OperationDefinitionNode,
  parse,
  type SelectionSetNode,
  specifiedRules,
  validate,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { complexitiesOf } from '../../../src/graphql/limits/complexityOf.ts';
import { ofAtMost } from '../../../src/graphql/limits/listLength.ts';
import { countRootFields } from '../../../src/graphql/limits/rootFields.ts';
import { shapesOf } from '../../../src/graphql/limits/shapeOf.ts';
import { buildSchema as buildOwnSchema } from '../../../src/graphql/schema.ts';

const schema = buildSchema(`
  type Query { leaf: Int one: Query list: [Query!]! page(first: Int): Page! direct(last: Int): [Query] nodes(ids: [ID!]!): [Query]! }
  type Page { nodes: [Query!]! edges: [Edge!]! total: Int! }
  type Edge { node: Query! cursor: String! }
`);

const ownSchema = buildOwnSchema();

const only = <T>(counts: ReadonlyMap<OperationDefinitionNode, T>): T => {
  const [count, ...others] = counts.values();
  if (count === undefined || others.length > 0) throw new Error('one operation was expected');
  return count;
};
const shapeOf = (text: string) => only(shapesOf(parse(text)));
const complexityOf = (text: string) => only(complexitiesOf(parse(text), schema));

describe('depth', () => {
  it.each([
    ['{ leaf }', 1],
    ['{ one { one { leaf } } }', 3],
    ['{ ... on Query { ...F } } fragment F on Query { one { leaf } }', 2],
    ['{ one { ...F } } fragment F on Query { one { ...G } leaf } fragment G on Query { one { leaf } }', 4],
    ['{ __schema { types { fields { type { ofType { ofType { name } } } } } } leaf }', 1],
  ])('%s', (text, depth) => expect(shapeOf(text).depth).toBe(depth));
});

describe('root fields', () => {
  it.each([
    ['{ leaf }', 1],
    ['{ __typename }', 0],
    ['{ leaf one { leaf list { leaf } } }', 2],
    ['{ a: leaf b: leaf leaf }', 3],
    ['{ leaf leaf one { leaf } one { one { leaf } } }', 2],
    [
      '{ a: leaf ... { b: leaf } ... on Query { c: leaf ...F } ...F } fragment F on Query { d: leaf a: leaf ...G } fragment G on Query { e: leaf }',
      5,
    ],
    ['{ ...F } fragment F on Query { leaf ...F }', 1],
    ['{ ...F leaf }', 1],
  ])('%s', (text, count) => expect(countRootFields({ document: parse(text) })).toBe(count));

  const flags = 'query ($yes: Boolean!, $no: Boolean!, $on: Boolean! = true, $off: Boolean = false)';
  it.each([
    ['{ leaf @skip(if: true) one @skip(if: false) { leaf } }', 1],
    ['{ leaf @include(if: true) one @include(if: false) { leaf } }', 1],
    ['{ leaf @skip(if: false) @include(if: false) a: leaf @include(if: true) @skip(if: true) }', 0],
    ['{ leaf @skip(if: true) leaf }', 1],
    [
      `${flags} { a: leaf @skip(if: $yes) b: leaf @skip(if: $no) c: leaf @include(if: $yes) d: leaf @include(if: $no) }`,
      2,
    ],
    [
      `${flags} { a: leaf @skip(if: $on) b: leaf @include(if: $on) c: leaf @skip(if: $off) d: leaf @include(if: $off) }`,
      2,
    ],
    ['query ($toString: Boolean! = true) { leaf @skip(if: $toString) }', 0],
    ['{ ... @include(if: false) { a: leaf b: leaf } ... @skip(if: false) { c: leaf } }', 1],
    ['{ ...F @skip(if: true) } fragment F on Query { a: leaf }', 0],
    ['{ ...F @skip(if: true) ...F } fragment F on Query { a: leaf b: leaf @include(if: false) }', 1],
    ['{ one { leaf @skip(if: true) } }', 1],
  ])('are those that are executed: %s', (text, count) => {
    const args = { schema, document: parse(text), variableValues: { yes: true, no: false } };
    expect(
      validate(
        schema,
        args.document,
        specifiedRules.filter((rule) => rule !== NoUnusedVariablesRule),
      ),
    ).toEqual([]);
    expect(Object.keys(executeSync(args).data ?? {})).toHaveLength(count);
    expect(countRootFields(args)).toBe(count);
  });

  it.each([{ yes: 'true' }, { yes: 1 }, { yes: null }, {}])(
    'by a variable that is no Boolean none is left out: %j',
    (variableValues) => {
      const document = parse('query ($yes: Boolean!) { leaf @skip(if: $yes) a: leaf @include(if: $yes) }');
      expect(countRootFields({ document, variableValues })).toBe(2);
    },
  );

  it('are those of the operation that is meant', () => {
    const document = parse('query A { leaf } mutation B { a: leaf b: leaf }');
    expect(countRootFields({ document, operationName: 'B' })).toBe(2);
    expect(countRootFields({ document })).toBe(0);
  });
});

describe('aliases and directives', () => {
  it.each([
    ['{ a: leaf b: leaf leaf }', 2, 0],
    ['{ a: one { ...F } b: one { ...F } } fragment F on Query { c: leaf d: leaf }', 6, 0],
    ['query ($x: Int @d) @d { leaf @d @d ... @d { leaf } ...F @d } fragment F on Query @d { leaf @d }', 0, 8],
  ])('%s', (text, aliases, directives) => expect(shapeOf(text)).toMatchObject({ aliases, directives }));
});

describe('complexity', () => {
  it.each([
    ['{ leaf one { leaf } }', 3],
    ['{ list { leaf } }', 1 + 20],
    ['{ page { total } }', 2],
    ['{ page { nodes { leaf } } }', 2 + 20],
    ['{ page(first: 5) { total nodes { leaf } edges { cursor node { leaf } } } }', 1 + 3 + 5 * 4],
    ['query ($n: Int = 1) { page(first: $n) { nodes { leaf } } }', 2 + 100],
    ['{ page(first: null) { nodes { leaf } } }', 2 + 20],
    ['{ page(first: -3) { nodes { leaf } } }', 2 + 1],
    ['{ page(first: 4000000000) { nodes { leaf } } }', 2 + 100],
    ['{ page(first: 7) { nodes { page(first: 3) { nodes { leaf } } } } }', 2 + 7 * (2 + 3)],
    ['{ direct(last: 4) { leaf } direct { leaf } }', 1 + 4 + 1 + 20],
    ['{ nodes(ids: ["a", "b"]) { leaf } }', 1 + 2],
    ['query ($ids: [ID!]!) { nodes(ids: $ids) { leaf } }', 1 + 100],
    ['{ page(first: 9) { ...P } page(first: 2) { ...P } } fragment P on Page { nodes { leaf } }', 2 + 9 + 2 + 2],
    ['{ __typename __schema { types { name } } }', 2],
  ])('%s', (text, complexity) => expect(complexityOf(text)).toBe(complexity));

  it('of a list that says how long it may be is by that', () => {
    const bounded = buildSchema('type Query { leaf: Int bounded: [Query!]! }');
    Object.assign(bounded.getQueryType()?.getFields().bounded ?? {}, { extensions: ofAtMost(7) });
    const document = parse('{ bounded { leaf bounded { leaf } } }');
    expect(only(complexitiesOf(document, bounded))).toBe(1 + 7 * (1 + 1 + 7));
  });

  it.each([
    ['{ collection(id: "x") { collaborators { did } } }', 2 + 50],
    ['{ curator(id: "x") { collections(first: 100) { nodes { collaborators { did handle } } } } }', 2 + 1 + 100 * 101],
    ['{ notificationPreferences { kind enabled } }', 1 + 8 * 2],
  ])('of our own lists: %s', (text, complexity) =>
    expect(only(complexitiesOf(parse(text), ownSchema))).toBe(complexity),
  );
});

describe('each node of a document is visited once', () => {
  const levels = 150;
  const doubling = Array.from(
    { length: levels },
    (_, n) => `fragment F${n} on Query { a: one { ...F${n + 1} } b: one { ...F${n + 1} } }`,
  );
  const text = `{ ...F0 } ${doubling.join(' ')} fragment F${levels} on Query { leaf @skip(if: false) }`;

  it('however often a fragment is spread', () => {
    expect(shapeOf(text)).toEqual({
      depth: levels + 1,
      aliases: 2 ** (levels + 1) - 2,
      directives: 2 ** levels,
      nesting: 2 * levels + 2,
    });
    expect(complexityOf(text)).toBe(2 ** (levels + 1) - 2 + 2 ** levels);
  });

  it('also where a fragment spreads itself, or one that is not there', () => {
    const cycle = '{ ...A } fragment A on Query { one { ...B } } fragment B on Query { one { ...A ...Nobody } }';
    expect(shapeOf(cycle).depth).toBeGreaterThan(0);
    expect(complexityOf(cycle)).toBeGreaterThan(0);
  });
});

const leaf = constantFrom('leaf', 'a: leaf', 'leaf @skip(if: false)');
const length = constantFrom('', '0', '3', '50', '1000', '$n');
const given = (name: string, value: string): string => (value ? `(${name}: ${value})` : '');

/** Texts of selections on Query. */
const selectionsOn = (fragments: readonly string[]): Arbitrary<string> =>
  letrec<{ query: string; selection: string }>((tie) => ({
    query: array(tie('selection'), { minLength: 1, maxLength: 3 }).map((all) => `{ ${all.join(' ')} }`),
    selection: oneof(
      { depthSize: 'small', maxDepth: 3, withCrossShrink: true },
      leaf,
      ...fragments.map((name) => constantFrom(`...${name}`, `...${name} @skip(if: false)`)),
      tuple(
        constantFrom('one', 'b: one @skip(if: false)', 'list', '... on Query @skip(if: false)', 'direct'),
        tie('query'),
      ).map(([field, inner]) => `${field} ${inner}`),
      tuple(length, tie('query')).map(([value, inner]) => `direct${given('last', value)} ${inner}`),
      tuple(length, tie('query')).map(([value, inner]) => `page${given('first', value)} { total nodes ${inner} }`),
      tuple(length, tie('query')).map(
        ([value, inner]) => `page${given('first', value)} { edges { cursor node ${inner} } }`,
      ),
    ),
  })).query;

const documents = record({
  operation: selectionsOn(['A', 'B', 'C']),
  a: selectionsOn(['B', 'C']),
  b: selectionsOn(['C']),
  c: selectionsOn([]),
}).map(
  ({ operation, a, b, c }) =>
    `query ($n: Int) ${operation} fragment A on Query ${a} fragment B on Query ${b} fragment C on Query ${c}`,
);

/** By writing out every spread, and every item of every list. */
function naively(document: DocumentNode) {
  const fragments = new Map(
    document.definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [])),
  );
  let [depth, aliases, directives, nesting, open] = [0, 0, 0, 0, 0];
  const lengths: Readonly<Record<string, number>> = { 0: 1, 3: 3, 50: 50, 1000: 100 };
  /** @param page how long lists are that are right in here. @returns the fields. */
  function walk({ selections }: SelectionSetNode, level: number, page: number): number {
    let fields = 0;
    open += 1;
    nesting = Math.max(nesting, open);
    for (const selection of selections) {
      directives += selection.directives?.length ?? 0;
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        const fragment = fragments.get(selection.name.value);
        if (fragment) fields += walk(fragment.selectionSet, level, page);
        continue;
      }
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        fields += walk(selection.selectionSet, level, page);
        continue;
      }
      const { name, alias, arguments: args = [], selectionSet } = selection;
      depth = Math.max(depth, level);
      if (alias) aliases += 1;
      fields += 1;
      if (!selectionSet) continue;
      const given = args[0]?.value;
      const asked = given?.kind === Kind.INT ? (lengths[given.value] ?? 0) : given ? 100 : 20;
      switch (name.value) {
        case 'page':
          fields += walk(selectionSet, level + 1, asked);
          break;
        case 'direct':
          fields += asked * walk(selectionSet, level + 1, 20);
          break;
        case 'one':
        case 'node':
          fields += walk(selectionSet, level + 1, 20);
          break;
        default:
          fields += page * walk(selectionSet, level + 1, 20);
      }
    }
    open -= 1;
    return fields;
  }
  const operation = document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
  if (!operation) throw new Error('an operation was expected');
  const complexity = walk(operation.selectionSet, 1, 20);
  return { depth, aliases, directives, nesting, complexity };
}

it('counts what a naive walk counts', () => {
  assert(
    property(documents, (text) => {
      const document = parse(text);
      const { complexity, ...shape } = naively(document);
      expect(only(shapesOf(document))).toEqual(shape);
      // Past 2^53 the order of additions shows.
      expect(only(complexitiesOf(document, schema)) / complexity).toBeCloseTo(1, 9);
    }),
    { numRuns: 200 },
  );
});
