import { GraphQLInt, GraphQLNonNull, GraphQLObjectType, GraphQLSchema, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { subscribePerEvent } from '../../src/graphql/subscribePerEvent.ts';
import { LiveUnavailableError } from '../../src/shared/application/live/LiveUnavailableError.ts';
import { FakeLive } from './fakeLive.ts';

const outage = new Error('the database is away');
const isOutage = (error: unknown) => error === outage;

/** A subscription whose one field is resolved by `resolve`. */
async function subscription(resolve: (event: number, context: object) => unknown, retryForMs?: number) {
  const live = new FakeLive<null, number>();
  const field = {
    type: new GraphQLNonNull(GraphQLInt),
    subscribe: () => live.subscribe(null, undefined),
    resolve: (event: number, _args: object, context: object) => resolve(event, context),
  };
  const schema = new GraphQLSchema({
    query: new GraphQLObjectType({ name: 'Query', fields: { nothing: { type: GraphQLInt } } }),
    subscription: new GraphQLObjectType({ name: 'Subscription', fields: { count: field } }),
  });
  const args = { schema, document: parse('subscription { count }'), contextValue: { viewer: 'ada' } };
  const results = await subscribePerEvent(args, { isOutage, retryForMs });
  if (!(Symbol.asyncIterator in results)) throw new Error(JSON.stringify(results));
  return { live, results };
}

describe('a subscription', () => {
  it('resolves each event with a context of its own', async () => {
    const contexts: object[] = [];
    const { live, results } = await subscription((event, context) => {
      contexts.push(context);
      return event;
    });
    live.emit(1);
    live.emit(2);
    expect(await results.next()).toEqual({ done: false, value: { data: { count: 1 } } });
    expect(await results.next()).toEqual({ done: false, value: { data: { count: 2 } } });
    expect(contexts).toEqual([{ viewer: 'ada' }, { viewer: 'ada' }]);
    expect(contexts[0]).not.toBe(contexts[1]);
  });

  it('tries an event again until an outage is over', async () => {
    let failures = 2;
    const { live, results } = await subscription((event) => {
      failures -= 1;
      if (failures >= 0) throw outage;
      return event;
    });
    live.emit(7);
    expect(await results.next()).toEqual({ done: false, value: { data: { count: 7 } } });
  });

  it('ends rather than pass over an event', async () => {
    const { live, results } = await subscription(() => {
      throw outage;
    }, 100);
    live.emit(1);
    await expect(results.next()).rejects.toThrow(LiveUnavailableError);
    expect(live.open).toBe(0);
  });

  it('goes on after an event that fails for another reason, which is told', async () => {
    const { live, results } = await subscription((event) => {
      if (event === 1) throw new Error('a bug');
      return event;
    });
    live.emit(1);
    live.emit(2);
    expect(await results.next()).toMatchObject({ value: { errors: [{ message: 'a bug' }] } });
    expect(await results.next()).toEqual({ done: false, value: { data: { count: 2 } } });
  });

  it('ends its source at once', async () => {
    const { live, results } = await subscription((event) => event);
    await results.return(undefined);
    expect(live.open).toBe(0);
  });
});
