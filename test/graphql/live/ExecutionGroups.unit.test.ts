import { describe, expect, it } from 'vitest';
import { asGraphQLContext } from '../../../src/graphql/context.ts';
import { added, groupMembers, ofWork, resultOf, type Subscriber } from './groupMembers.ts';
import { librarySchema } from './librarySchema.ts';

const [ada, bob] = ['did:plc:ada', 'did:plc:bob'] as const;

const mine = 'subscription { changed { ... on Added { work { mine } } } }';
const titled = `subscription ($lang: String = "en", $after: String, $size: Int) {
  changed(after: $after) { ... on Added { work { title(lang: $lang, size: $size) } } }
}`;

describe('equal subscriptions', () => {
  it('are executed once, and written as text once', async () => {
    let executions = 0;
    const { join } = groupMembers(librarySchema({ 'Added.work': () => ({ id: (executions += 1) }) }));
    const members = Array.from({ length: 50 }, () => join());
    const results = await Promise.all(members.map((member) => resultOf(member, 1)));
    expect(new Set(results).size).toBe(1);
    expect(results[0]).toEqual({ data: { changed: { work: { id: '1' } } } });
    expect(executions).toBe(1);
    const outcome = members[0]?.group.payloadOf(added(1)).outcome;
    const text = outcome?.kind === 'result' ? Buffer.from(outcome.ending).toString() : undefined;
    expect(text).toBe('{"data":{"changed":{"work":{"id":"1"}}}}}');
  });

  it.each<[string, Subscriber, Subscriber]>([
    ['whoever the viewers are, of what is the same for all', { as: ada }, {}],
    ['of one viewer', { query: mine, as: ada }, { query: mine, as: ada }],
    ['of nobody', { query: mine }, { query: mine }],
    ['with a variable’s default and its value', { query: titled }, { query: titled, variables: { lang: 'en' } }],
    ['from another place on', { query: titled }, { query: titled, variables: { after: 'c7' } }],
  ])('share a group: %s', (_what, one, other) => {
    const { join, groups } = groupMembers(librarySchema());
    expect(join(one).group).toBe(join(other).group);
    expect(groups.size).toBe(1);
  });

  it.each<[string, Subscriber, Subscriber]>([
    ['of two viewers', { query: mine, as: ada }, { query: mine, as: bob }],
    ['of a viewer and of nobody', { query: mine, as: ada }, { query: mine }],
    ['with other values', { query: titled, variables: { lang: 'de' } }, { query: titled }],
    ['with null, and without a value', { query: titled, variables: { size: null } }, { query: titled }],
    ['that select something else', {}, { query: ofWork('id title') }],
    ['that do not share their events', ...twice({ query: 'subscription { ofItsOwn { cursor } }' })],
  ])('do not share a group: %s', (_what, one, other) => {
    const { join } = groupMembers(librarySchema());
    expect(join(one).group).not.toBe(join(other).group);
  });

  it('tell null from no value as the executor does', async () => {
    const title = (_work: unknown, args: object) => ('size' in args ? `of size ${String(args.size)}` : 'of any size');
    const { join } = groupMembers(librarySchema({ 'Book.title': title }));
    const results = [join({ query: titled, variables: { size: null } }), join({ query: titled })];
    expect(await Promise.all(results.map((member) => resultOf(member, 1)))).toEqual([
      { data: { changed: { work: { title: 'of size null' } } } },
      { data: { changed: { work: { title: 'of any size' } } } },
    ]);
  });

  it('end with their last member, who leaves once', () => {
    const { join, groups } = groupMembers(librarySchema());
    const [first, second] = [join(), join()];
    first[Symbol.dispose]();
    expect(groups.size).toBe(1);
    second[Symbol.dispose]();
    expect(groups.size).toBe(0);
    expect(join().group).not.toBe(first.group);
  });

  it.each<[string, string]>([
    ['everybody', ofWork('id')],
    ['the viewer', mine],
    ['nobody', 'subscription { ofItsOwn { work { id } } }'],
  ])('keep nothing of the connection of who came first: shared with %s', async (_whom, query) => {
    const keys = new Set<string>();
    const noteContext = (_source: unknown, _args: object, context: unknown) => {
      for (const key of Object.keys(asGraphQLContext(context))) keys.add(key);
      return { id: '1' };
    };
    const { join } = groupMembers(librarySchema({ 'Added.work': noteContext }));
    await resultOf(join({ query, as: ada, transport: { response: {}, refusals: {} } }), 1);
    expect(keys).toContain('rows');
    for (const ofConnection of ['response', 'refusals']) expect(keys).not.toContain(ofConnection);
  });

  it('leave nothing behind when they do not share', () => {
    const { join, groups } = groupMembers(librarySchema());
    join({ query: 'subscription { ofItsOwn { cursor } }' })[Symbol.dispose]();
    expect(groups.size).toBe(0);
  });
});

describe('the viewer', () => {
  const viewerOf = (_source: unknown, _args: object, context: unknown) => asGraphQLContext(context).viewer?.value;

  it('is seen by what depends on it', async () => {
    const { join } = groupMembers(librarySchema({ 'Book.mine': (...args) => viewerOf(...args) === ada }));
    const members = [ada, bob, undefined].map((as) => join({ query: mine, ...(as && { as }) }));
    const results = await Promise.all(members.map((member) => resultOf(member, 1)));
    expect(results.map(({ data }) => data?.changed)).toEqual([
      { work: { mine: true } },
      { work: { mine: false } },
      { work: { mine: false } },
    ]);
  });

  it('is not seen by what does not say so: that fails, is logged and tells nothing', async () => {
    const { join, logged } = groupMembers(librarySchema({ 'Book.title': viewerOf }));
    const payload = join({ query: ofWork('title'), as: ada }).group.payloadOf(added(1));
    expect(await payload.result()).toMatchObject({ data: { changed: { work: { title: null } } } });
    const text = payload.outcome?.kind === 'result' ? Buffer.from(payload.outcome.ending).toString() : '';
    expect(text).toContain('Internal error');
    expect(text).not.toMatch(/ada|dependsOnViewer/);
    expect(logged).toMatchObject([
      { level: 'error', fields: { err: { message: expect.stringContaining('dependsOnViewer') } } },
    ]);
  });
});

function twice(subscriber: Subscriber): [Subscriber, Subscriber] {
  return [subscriber, subscriber];
}
