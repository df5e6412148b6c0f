import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LiveResults } from '../../../src/graphql/live/LiveResults.ts';
import type { LiveNotice } from '../../../src/graphql/live/LiveSubscription.ts';
import { maxUnwrittenBytes } from '../../../src/graphql/sockets/FrameWriter.ts';
import { SocketSubscription } from '../../../src/graphql/sockets/SocketSubscription.ts';
import { eventually } from '../../support/eventually.ts';
import { FakeLive } from '../fakeLive.ts';
import { added, groupMembers, outage } from '../live/groupMembers.ts';
import { librarySchema } from '../live/librarySchema.ts';
import { socketPair } from './socketPair.ts';

type Pair = Awaited<ReturnType<typeof socketPair>>;

let pair: Pair;
let live: FakeLive<null, LiveNotice>;
let members: ReturnType<typeof groupMembers>;
/** How those ended that have ended. */
let ends: PromiseSettledResult<unknown>[];
/** By cursor: what a work is resolved to, when the test says so. */
let held: Map<string, PromiseWithResolvers<object>>;

beforeEach(async () => {
  pair = await socketPair();
  live = new FakeLive();
  held = new Map();
  ends = [];
  const work = (event: unknown) => {
    const cursor = event instanceof Object && 'cursor' in event ? String(event.cursor) : '';
    return held.get(cursor)?.promise ?? { id: cursor };
  };
  members = groupMembers(librarySchema({ 'Added.work': work }), 100);
});
afterEach(() => pair[Symbol.asyncDispose]());

function subscribe(id: string) {
  const results = new LiveResults(live.subscribe(null, undefined), members.join());
  const failure = (error: unknown) => error;
  return new SocketSubscription({ id, results, connection: pair.connection, failure });
}

function begin(subscription: SocketSubscription): void {
  subscription.next().then(
    (value) => ends.push({ status: 'fulfilled', value }),
    (reason: unknown) => ends.push({ status: 'rejected', reason }),
  );
}

function hold(position: number): PromiseWithResolvers<object> {
  const resolvers = Promise.withResolvers<object>();
  resolvers.promise.catch(() => {}); // told to whoever resolves the work
  held.set(`c${position}`, resolvers);
  return resolvers;
}

const frame = (id: string, position: number): string =>
  JSON.stringify({ id, type: 'next', payload: { data: { changed: { work: { id: `c${position}` } } } } });

const expectFrames = (frames: string[]): Promise<void> => eventually(() => expect(pair.received).toEqual(frames));
const done = { done: true, value: undefined };

describe('a subscription on a socket', () => {
  it.each(['1', 'a "quoted" \\ id', 'é€😀', '\n\u2028\u0000', '\ud800'])('names its results %j', async (id) => {
    begin(subscribe(id));
    live.emit(added(1));
    await expectFrames([frame(id, 1)]);
  });

  it('sends results in the order of the changes, whichever are resolved first', async () => {
    begin(subscribe('1'));
    const [first, , third] = [hold(1), hold(2), hold(3)];
    for (let position = 1; position <= 4; position += 1) live.emit(added(position));
    third.resolve({ id: 'c3' });
    await pair.connection.send('the third is resolved');
    held.get('c2')?.resolve({ id: 'c2' });
    await pair.connection.send('the second is resolved');
    first.resolve({ id: 'c1' });
    const frames = [1, 2, 3, 4].map((position) => frame('1', position));
    await expectFrames(['the third is resolved', 'the second is resolved', ...frames]);
  });

  it('passes over what stands no more when it could be sent', async () => {
    begin(subscribe('1'));
    const [first, second] = [hold(1), added(2)];
    live.emit(added(1));
    live.emit(second);
    live.emit(added(3));
    live.takeBack(second);
    first.resolve({ id: 'c1' });
    await expectFrames([frame('1', 1), frame('1', 3)]);
  });

  it('ends rather than send what waited for longer than is remembered', async () => {
    begin(subscribe('1'));
    const first = hold(1);
    live.emit(added(1));
    live.goOn({ asOf: 9, knownSince: 5 });
    first.resolve({ id: 'c1' });
    await eventually(() =>
      expect(ends).toMatchObject([{ status: 'rejected', reason: { name: 'LiveUnavailableError' } }]),
    );
    await pair.connection.send('after it');
    await expectFrames(['after it']);
  });

  it('goes on while no more is forgotten than what it has sent', async () => {
    begin(subscribe('1'));
    for (let position = 1; position <= 6; position += 1) {
      const [one, other] = [hold(2 * position - 1), hold(2 * position)];
      live.emit(added(2 * position - 1));
      live.goOn({ asOf: 10 * position, knownSince: 10 * position - 15 });
      live.emit(added(2 * position));
      one.resolve({ id: `c${2 * position - 1}` });
      other.resolve({ id: `c${2 * position}` });
      await eventually(() => expect(pair.received).toHaveLength(2 * position));
    }
    expect(ends).toEqual([]);
  });

  it('takes one change of its source while its socket is full, and the rest when there is room', async () => {
    begin(subscribe('1'));
    const text = 'a'.repeat(maxUnwrittenBytes);
    pair.connection.sendResult(Buffer.from(text), Buffer.alloc(0));
    const unseen = (): boolean | undefined => live.subscriptions[0]?.stream.hasMore;
    live.emit(added(1));
    expect(unseen()).toBe(false);
    live.emit(added(2));
    expect(unseen()).toBe(true);
    await expectFrames([text, frame('1', 1), frame('1', 2)]);
    expect(unseen()).toBe(false);
  });

  it('does not hold up another', async () => {
    const slow = hold(1);
    const elsewhere = new FakeLive<null, LiveNotice>();
    const results = new LiveResults(elsewhere.subscribe(null, undefined), members.join());
    const other = { id: 'other', results, connection: pair.connection, failure: (error: unknown) => error };
    begin(subscribe('slow'));
    begin(new SocketSubscription(other));
    live.emit(added(1));
    elsewhere.emit(added(2));
    await expectFrames([frame('other', 2)]);
    slow.resolve({ id: 'c1' });
    await expectFrames([frame('other', 2), frame('slow', 1)]);
  });

  it('shares what it sends with another, each under its own name', async () => {
    const [one, other] = [subscribe('one'), subscribe('other')];
    begin(one);
    begin(other);
    live.emit(added(1));
    await expectFrames([frame('one', 1), frame('other', 1)]);
    await one.return();
    live.emit(added(2));
    await expectFrames([frame('one', 1), frame('other', 1), frame('other', 2)]);
  });

  it('ends at once when it is returned: nothing comes after it, and it has left', async () => {
    const subscription = subscribe('1');
    const resolved = hold(1);
    begin(subscription);
    live.emit(added(1));
    live.emit(added(2));
    expect(await subscription.return()).toEqual(done);
    await eventually(() => expect(ends).toEqual([{ status: 'fulfilled', value: done }]));
    expect([live.open, members.groups.size]).toEqual([0, 0]);
    resolved.resolve({ id: 'c1' });
    live.emit(added(3));
    await pair.connection.send('after it');
    await expectFrames(['after it']);
    expect(await subscription.next()).toEqual(done);
  });

  it('ends before it has begun', async () => {
    const subscription = subscribe('1');
    await subscription[Symbol.asyncDispose]();
    expect(await subscription.next()).toEqual(done);
    expect([live.open, members.groups.size]).toEqual([0, 0]);
  });

  it('sends what came before the failure of its source, and then tells it', async () => {
    const subscription = subscribe('1');
    const slow = hold(1);
    const end = subscription.next();
    live.emit(added(1));
    live.fail(new Error('the source is broken'));
    slow.resolve({ id: 'c1' });
    await expect(end).rejects.toThrow('the source is broken');
    await expectFrames([frame('1', 1)]);
    expect([live.open, members.groups.size]).toEqual([0, 0]);
  });

  it('ends with what keeps a change from being resolved: none after it is sent', async () => {
    const subscription = subscribe('1');
    hold(2).reject(outage);
    const end = subscription.next();
    for (let position = 1; position <= 3; position += 1) live.emit(added(position));
    await expect(end).rejects.toMatchObject({ name: 'LiveUnavailableError' });
    await pair.connection.send('after it');
    await expectFrames([frame('1', 1), 'after it']);
    expect([live.open, members.groups.size]).toEqual([0, 0]);
  });
});
