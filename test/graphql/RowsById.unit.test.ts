import { execute, parse } from 'graphql';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { encodeGlobalId } from '../../src/graphql/globalIds.ts';
import { type EventPlaces, RowsById } from '../../src/graphql/RowsById.ts';
import { buildSchema } from '../../src/graphql/schema.ts';
import type { Row, RowSource } from '../../src/shared/application/RowSource.ts';
import { settle } from '../support/live/settle.ts';
import { groupMembers, outage } from './live/groupMembers.ts';

const schema = buildSchema();
const selected = 'cursor item { id kind actor { id did handle } card { id url title } createdAt }';
const query = `subscription { feedChanged(feed: { global: true }) { ... on FeedItemAdded { ${selected} } } }`;
const document = parse(query);

const added = (nth: number) => ({ cursor: `c${nth}`, op: 'ADDED', activityId: `a${nth}` });

const createdAt = new Date('2026-01-02T03:04:05Z');
const actor = { id: 'did:plc:ada', handle: null };
const activity = (id: string) => ({
  id,
  kind: 'CARD_ADDED_TO_LIBRARY',
  cardId: 'card',
  actor,
  card: { id: 'card', url: `https://example.com/${id}`, title: null },
  createdAt,
});

const resultOf = (nth: number, at: Date | string = createdAt) => ({
  data: {
    feedChanged: {
      cursor: `c${nth}`,
      item: {
        id: encodeGlobalId('FeedActivity', `a${nth}`),
        kind: 'CARD_ADDED_TO_LIBRARY',
        actor: { id: encodeGlobalId('Curator', actor.id), did: actor.id, handle: null },
        card: { id: encodeGlobalId('Card', 'card'), url: `https://example.com/a${nth}`, title: null },
        createdAt: at,
      },
    },
  },
});

/** The same as it is told. */
const told = (nth: number) => resultOf(nth, createdAt.toISOString());

/** Which ids were asked for together. */
let asked: (readonly string[])[];
let fails: (ids: readonly string[]) => Error | false | undefined;
const source: RowSource = {
  async read(_model, _selection, ids): Promise<readonly Row[]> {
    asked.push(ids);
    const error = fails(ids);
    if (error) throw error;
    return ids.filter((id) => id !== 'a404').map(activity);
  },
};

beforeEach(() => {
  asked = [];
  fails = () => undefined;
});

afterEach(() => {
  vi.useRealTimers();
});

describe('what is selected of the row that an event names', () => {
  /** For the executions of one batch. */
  function batch(eventPlaces: EventPlaces) {
    const rows = new RowsById(source, { eventPlaces });
    const contextValue = { viewer: null, requestId: 'r', rows };
    return {
      readAhead: (...nths: readonly number[]) => rows.readAhead(nths.map(added)),
      executed: (nth: number) => execute({ schema, document, rootValue: added(nth), contextValue }),
    };
  }

  /** The places of the selection, as one execution has shown them. */
  async function shownPlaces(): Promise<EventPlaces> {
    const eventPlaces: EventPlaces = new Map();
    await batch(eventPlaces).executed(1);
    asked = [];
    return eventPlaces;
  }

  it('is read when it is asked for, as long as nothing is known of the selection', async () => {
    const { readAhead, executed } = batch(new Map());
    await readAhead(1, 2);
    expect(asked).toEqual([]);
    expect(await Promise.all([executed(1), executed(2)])).toEqual([resultOf(1), resultOf(2)]);
    expect(asked).toEqual([['a1', 'a2']]);
  });

  it('is read before, from then on, and executions answer at once', async () => {
    const { readAhead, executed } = batch(await shownPlaces());
    await readAhead(2, 3, 2);
    expect([executed(2), executed(3)]).toEqual([resultOf(2), resultOf(3)]);
    expect(asked).toEqual([['a2', 'a3']]);
  });

  it('is asked for once more where it was not there before, and missed where it is not there at all', async () => {
    const { readAhead, executed } = batch(await shownPlaces());
    await readAhead(404);
    const { errors } = await executed(404);
    expect(errors?.map(({ message }) => message)).toEqual(['there is no feedActivity a404: what events name is kept']);
    expect(asked).toEqual([['a404'], ['a404']]);
  });
});

describe('a batch of events', () => {
  const group = () => groupMembers(schema).join({ query, transport: { eventRowSource: source } }).group;
  const results = (its: ReturnType<typeof group>, ...nths: readonly number[]) =>
    Promise.all(nths.map((nth) => its.payloadOf(added(nth)).result()));

  it('has its rows read together before, once one event has shown which', async () => {
    const its = group();
    await results(its, 1);
    expect(await results(its, 2, 3)).toEqual([told(2), told(3)]);
    await results(its, 404);
    // Once before, in vain, and once when it is asked for.
    expect(asked.slice(0, 4)).toEqual([['a1'], ['a2', 'a3'], ['a404'], ['a404']]);
  });

  it('of another kind has other rows', async () => {
    const its = group();
    await results(its, 1);
    expect(await its.payloadOf({ ...added(2), op: 'UPDATED' }).result()).toEqual({ data: { feedChanged: {} } });
    expect(asked).toEqual([['a1']]);
  });

  it('is not spoilt by one row of it that cannot be read', async () => {
    const its = group();
    await results(its, 1);
    fails = (ids) => ids.includes('a3') && new Error('a bug');
    const masked = { data: null, errors: [{ message: 'Internal error' }] };
    expect(await results(its, 2, 3)).toMatchObject([told(2), masked]);
  });

  it('is waited for while nothing can be read, of which nothing more is asked at once', async () => {
    const its = group();
    await results(its, 1);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    fails = () => outage;
    const result = results(its, 2);
    for (let turn = 0; turn < 10; turn += 1) await settle();
    expect(asked).toEqual([['a1'], ['a2']]);
    fails = () => undefined;
    vi.advanceTimersByTime(1_000);
    expect(await result).toEqual([told(2)]);
  });
});
