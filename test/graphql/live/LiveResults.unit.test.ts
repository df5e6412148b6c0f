import { beforeEach, describe, expect, it } from 'vitest';
import { LiveResults } from '../../../src/graphql/live/LiveResults.ts';
import type { LiveNotice } from '../../../src/graphql/live/LiveSubscription.ts';
import { LiveUnavailableError } from '../../../src/shared/application/live/LiveUnavailableError.ts';
import { eventually } from '../../support/eventually.ts';
import { FakeLive } from '../fakeLive.ts';
import { added, groupMembers, outage } from './groupMembers.ts';
import { librarySchema } from './librarySchema.ts';

let live: FakeLive<null, LiveNotice>;
let groups: ReturnType<typeof groupMembers>['groups'];
/** What each work is resolved by. */
let resolve: () => unknown;

beforeEach(() => {
  live = new FakeLive();
  resolve = () => ({ id: 'a work' });
});

function subscribed(retryForMs?: number): LiveResults {
  const members = groupMembers(librarySchema({ 'Added.work': () => resolve() }), retryForMs);
  groups = members.groups;
  return new LiveResults(live.subscribe(null, undefined), members.join());
}

const expectEnd = (): void => expect([live.open, groups.size]).toEqual([0, 0]);

const done = { done: true, value: undefined };
const value = { done: false, value: { data: { changed: { work: { id: 'a work' } } } } };

describe('results that are pulled', () => {
  it('come one by one', async () => {
    const results = subscribed();
    const pulled = [results.next(), results.next()];
    live.emit(added(1));
    live.emit(added(2));
    expect(await Promise.all(pulled)).toEqual([value, value]);
    expect(groups.size).toBe(1);
  });

  it('are without what stands no more when it is resolved', async () => {
    const results = subscribed();
    const notice = added(1);
    resolve = () => {
      live.takeBack(notice);
      return { id: 'a secret' };
    };
    const pulled = results.next();
    live.emit(notice);
    await eventually(() => expect(live.subscriptions[0]?.stream.takenBack.size).toBe(1));
    resolve = () => ({ id: 'a work' });
    live.emit(added(2));
    expect(await pulled).toEqual(value);
  });

  it('go on after one that failed', async () => {
    const results = subscribed();
    resolve = () => {
      throw new Error('a bug');
    };
    live.emit(added(1));
    expect(await results.next()).toMatchObject({ value: { errors: [{ message: 'Internal error' }] } });
    resolve = () => ({ id: 'a work' });
    live.emit(added(2));
    expect(await results.next()).toEqual(value);
  });

  it('end when they are returned', async () => {
    const results = subscribed();
    const pulled = results.next();
    expect(await results.return()).toEqual(done);
    expect(await pulled).toEqual(done);
    expect(await results.next()).toEqual(done);
    expectEnd();
  });

  it('end at once, also while one is resolved', async () => {
    const results = subscribed();
    const begun = Promise.withResolvers<void>();
    const held = Promise.withResolvers<object>();
    resolve = () => {
      begun.resolve();
      return held.promise;
    };
    const pulled = results.next();
    live.emit(added(1));
    await begun.promise;
    expect(await results.return()).toEqual(done);
    expectEnd();
    held.resolve({ id: 'too late' });
    expect(await pulled).toEqual(done);
  });

  it('end with their source', async () => {
    const results = subscribed();
    const pulled = results.next();
    results.source.close();
    expect(await pulled).toEqual(done);
    expectEnd();
  });

  it('tell once why their source failed', async () => {
    const results = subscribed();
    const pulled = results.next();
    live.fail(new Error('the source is broken'));
    await expect(pulled).rejects.toThrow('the source is broken');
    expect(await results.next()).toEqual(done);
    expectEnd();
  });

  it('end rather than pass over a change', async () => {
    const results = subscribed(100);
    resolve = () => {
      throw outage;
    };
    live.emit(added(1));
    await expect(results.next()).rejects.toThrow(LiveUnavailableError);
    expect(await results.next()).toEqual(done);
    expectEnd();
  });

  it.each<[string, (results: LiveResults) => Promise<unknown>]>([
    ['disposed of', async (results) => results[Symbol.asyncDispose]()],
    ['told of a failure', (results) => results.throw(new Error('the transport broke')).catch(() => {})],
    [
      'left by a loop',
      async (results) => {
        live.emit(added(1));
        for await (const _ of results) break;
      },
    ],
    ['ended twice', async (results) => [results.end(), results.end()]],
  ])('end when they are %s', async (_how, end) => {
    await end(subscribed());
    expectEnd();
  });

  it('leave others of their group alone', async () => {
    const { join, groups: shared } = groupMembers(librarySchema());
    const [one, other] = [0, 1].map(() => new LiveResults(live.subscribe(null, undefined), join()));
    one?.end();
    one?.end();
    expect([live.open, shared.size]).toEqual([1, 1]);
    other?.end();
    expect([live.open, shared.size]).toEqual([0, 0]);
  });
});
