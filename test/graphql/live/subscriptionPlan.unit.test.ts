import { type GraphQLSchema, getOperationAST, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { planOf, type SubscriptionPlan } from '../../../src/graphql/live/subscriptionPlan.ts';
import { buildSchema } from '../../../src/graphql/schema.ts';
import { librarySchema } from './librarySchema.ts';

const library = librarySchema();

function plan(source: string, schema: GraphQLSchema = library, operationName?: string): SubscriptionPlan {
  const document = parse(source);
  expect(validate(schema, document)).toEqual([]);
  const operation = getOperationAST(document, operationName);
  if (!operation) throw new Error('the document has no such operation');
  return planOf(schema, document, operation);
}

const ofChanged = (selection: string): string => `subscription { changed { ${selection} } }`;

describe('the scope of a subscription', () => {
  it.each([
    ['what is the same for all', ofChanged('__typename ... on Added { cursor work { id title } }')],
    [
      'a field of an interface that no implementation has from the viewer',
      ofChanged('... on Added { work { title } }'),
    ],
    [
      'a field of a type, where another type’s depends on the viewer',
      ofChanged('... on Added { work { ... on Note { mine } } }'),
    ],
  ])('is everyone for %s', (_what, source) => {
    expect(plan(source).scope).toBe('everyone');
  });

  it.each([
    ['dependsOnViewer', ofChanged('... on Added { work { ... on Book { saved } } }')],
    ['authScopes', ofChanged('... on Added { work { ... on Note { guarded } } }')],
    ['authScopes at the root', 'subscription { guarded { cursor } }'],
    ['an alias', ofChanged('... on Added { work { ... on Book { kept: saved } } }')],
    ['an interface whose implementation depends on the viewer', ofChanged('... on Added { work { mine } }')],
    ['an inline fragment on another interface', ofChanged('... on Added { work { ... on Lasting { saved } } }')],
    ['a deep selection', ofChanged('... on Added { work { related { related { mine } } } }')],
    [
      'what a variable may leave out',
      `subscription ($no: Boolean!) { changed { ... on Added { work { mine @skip(if: $no) } } } }`,
    ],
    ['a fragment', `${ofChanged('...A')} fragment A on Added { work { ...B } } fragment B on Book { saved }`],
  ])('is the viewer with %s', (_what, source) => {
    expect(plan(source).scope).toBe('viewer');
  });

  it.each([
    ['does not say that it shares its events', 'subscription { ofItsOwn { cursor } }'],
    ['is in an inline fragment', 'subscription { ... { changed { __typename } } }'],
    ['is in a fragment', 'subscription { ...S } fragment S on Subscription { changed { __typename } }'],
  ])('is nobody if the root field %s', (_what, source) => {
    expect(plan(source).scope).toBe('nobody');
  });

  it('is nobody if the root field stands beside another', () => {
    const document = parse('subscription { changed { __typename } ofItsOwn { cursor } }'); // not valid either
    const operation = getOperationAST(document);
    expect(operation && planOf(library, document, operation).scope).toBe('nobody');
  });
});

describe('the selection of a subscription', () => {
  const selected = '{ ... on Added { cursor work { title } } }';
  const plain = plan(`subscription { changed ${selected} }`);

  it.each([
    ['other arguments', `subscription { changed(feed: "ada", after: "c1") ${selected} }`],
    [
      'arguments by variable',
      `subscription ($feed: String, $after: String) { changed(feed: $feed, after: $after) ${selected} }`,
    ],
    ['another name', `subscription Named { changed ${selected} }`],
    ['other spaces and commas', `subscription{changed{...on Added{cursor,work{title}}}}`],
  ])('is the same with %s', (_what, source) => {
    expect(plan(source)).toEqual(plain);
  });

  it('is the same whatever other operations the document has', () => {
    const both = `subscription A { changed ${selected} } subscription B { changed { ... on Added { op } } }`;
    expect(plan(both, library, 'A')).toEqual(plain);
  });

  it.each([
    ['an alias of the root', `subscription { c: changed ${selected} }`],
    ['an alias', ofChanged('... on Added { cursor work { t: title } }')],
    ['a directive', ofChanged('... on Added { cursor work { title @include(if: false) } }')],
    ['a directive of the root', `subscription { changed @include(if: true) ${selected} }`],
    ['an argument of a field', ofChanged('... on Added { cursor work { title(lang: "de") } }')],
    [
      'a variable of a field',
      `subscription ($lang: String) { changed { ... on Added { cursor work { title(lang: $lang) } } } }`,
    ],
    ['another order', ofChanged('... on Added { work { title } cursor }')],
    ['a condition on another type', ofChanged('... on Removed { cursor }')],
    ['another root field', 'subscription { guarded { cursor work { title } } }'],
  ])('is another with %s', (_what, source) => {
    expect(plan(source).selection).not.toBe(plain.selection);
  });

  it('is another where a fragment of the same name selects something else', () => {
    const spread = (fields: string) => `${ofChanged('...A')} fragment A on Added { ${fields} }`;
    expect(plan(spread('cursor')).selection).not.toBe(plan(spread('op')).selection);
  });

  it('names the variables that it uses, and not those of the root’s arguments', () => {
    const source = `subscription ($after: String, $size: Int, $yes: Boolean!, $lang: String) {
      changed(after: $after) { ... on Added { work { title(size: $size, lang: $lang) ...A @include(if: $yes) } } }
    } fragment A on Work { id }`;
    expect(plan(source).variables).toEqual(['lang', 'size', 'yes']);
  });
});

describe('the real schema', () => {
  const schema = buildSchema();
  const item = (fields: string) =>
    `subscription { feedChanged(feed: { following: true }) { __typename ... on FeedItemAdded { item { ${fields} } } } }`;

  it.each(['id kind createdAt actor { handle library(first: 2) { nodes { title } } } card { title author { id } }'])(
    'resolves feedChanged once for everybody',
    (fields) => {
      expect(plan(item(fields), schema).scope).toBe('everyone');
    },
  );

  it('resolves feedChanged for each viewer where something of it depends on that', () => {
    expect(plan(item('card { viewerHasSaved }'), schema).scope).toBe('viewer');
    expect(plan(item('actor { library { nodes { viewerHasSaved } } }'), schema).scope).toBe('viewer');
    expect(plan(item('collection { name }'), schema).scope).toBe('viewer');
    expect(plan(item('actor { collections { nodes { name } } }'), schema).scope).toBe('viewer');
  });

  it('resolves notificationChanged for its viewer alone', () => {
    expect(plan('subscription { notificationChanged { cursor } }', schema).scope).toBe('viewer');
  });
});
