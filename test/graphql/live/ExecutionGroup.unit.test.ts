import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LiveUnavailableError } from '../../../src/shared/application/live/LiveUnavailableError.ts';
import { settle } from '../../support/live/settle.ts';
import { added, groupMembers, ofWork, outage, resultOf } from './groupMembers.ts';
import { librarySchema } from './librarySchema.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

async function passTime(ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 50) {
    vi.advanceTimersByTime(50);
    await settle();
  }
}

/** A group of which each work is resolved by `resolve`; it counts how often. */
function group(resolve: (position: string, context: object) => unknown = () => {}, retryForMs?: number) {
  const asked: string[] = [];
  const work = (event: unknown, _args: object, context: unknown) => {
    if (!(event instanceof Object && 'cursor' in event && context instanceof Object)) throw new Error('no event');
    const position = String(event.cursor).slice(1);
    asked.push(position);
    resolve(position, context);
    return { id: position };
  };
  const members = groupMembers(
    librarySchema({ 'Added.work': work, 'Removed.cursor': (...args) => work(...args).id }),
    retryForMs,
  );
  return { ...members, asked, member: members.join() };
}

/** A bug is logged; clients are told no more than that there is one. */
const masked = { message: 'Internal error', extensions: { code: 'INTERNAL' } };

const ofPosition = (position: number) => ({ data: { changed: { work: { id: String(position) } } } });

describe('a payload', () => {
  it('is another for whom the same change is something else', async () => {
    const { join } = group();
    const { group: both } = join({
      query: 'subscription { changed { __typename } }',
    });
    const [shown, taken] = [added(1), { ...added(1), op: 'REMOVED' }].map((notice) => both.payloadOf(notice));
    expect(await shown?.result()).toMatchObject({ data: { changed: { __typename: 'Added' } } });
    expect(await taken?.result()).toMatchObject({ data: { changed: { __typename: 'Removed' } } });
    expect(both.payloadOf(added(1))).toBe(shown);
  });
});

describe('the context', () => {
  it('is one for what is asked for at once, and another afterwards', async () => {
    const contexts: object[] = [];
    const { member } = group((_, context) => contexts.push(context));
    await Promise.all([resultOf(member, 1), resultOf(member, 2)]);
    await resultOf(member, 3);
    expect(contexts.map((context) => contexts.indexOf(context))).toEqual([0, 0, 2]);
  });

  it('is another for each kind of event', async () => {
    const contexts: object[] = [];
    const { join } = group((_, context) => contexts.push(context));
    const both = join({ query: 'subscription { changed { ... on Added { work { id } } ... on Removed { cursor } } }' });
    await Promise.all([resultOf(both, 1), both.group.payloadOf({ ...added(2), op: 'REMOVED' }).result()]);
    expect(contexts.map((context) => contexts.indexOf(context))).toEqual([0, 1]);
  });

  it('is another when an event is resolved again', async () => {
    const contexts = new Set<object>();
    const { member } = group((_, context) => {
      contexts.add(context);
      if (contexts.size < 3) throw outage;
    });
    const result = resultOf(member, 1);
    await passTime(1_000);
    expect(await result).toEqual(ofPosition(1));
    expect(contexts.size).toBe(3);
  });
});

describe('a payload', () => {
  it('is kept for a second, and resolved anew after that', async () => {
    const { member, asked } = group();
    await resultOf(member, 1);
    await passTime(950);
    await resultOf(member, 1);
    expect(asked).toEqual(['1']);
    await passTime(50);
    await resultOf(member, 1);
    expect(asked).toEqual(['1', '1']);
  });

  it('is kept for a second of its own', async () => {
    const { member, asked } = group();
    await resultOf(member, 1);
    await passTime(500);
    await resultOf(member, 2);
    await passTime(500);
    await Promise.all([resultOf(member, 1), resultOf(member, 2)]);
    expect(asked).toEqual(['1', '2', '1']);
    await passTime(500);
    await Promise.all([resultOf(member, 1), resultOf(member, 2)]);
    expect(asked).toEqual(['1', '2', '1', '2']);
  });

  it('makes room for newer ones, and is still resolved for those who have it', async () => {
    const { member, asked } = group();
    const first = member.group.payloadOf(added(0));
    const others = Array.from({ length: 1_000 }, (_, n) => member.group.payloadOf(added(n + 1)));
    expect(member.group.payloadOf(added(1))).toBe(others[0]);
    expect(member.group.payloadOf(added(0))).not.toBe(first);
    expect(await first.result()).toEqual(ofPosition(0));
    await Promise.all(others.map((payload) => payload.result()));
    expect(asked.filter((position) => position === '0')).toHaveLength(2);
    expect(asked).toHaveLength(1_002);
  });

  it('that was resolved again is not forgotten in place of the first', async () => {
    const { member, asked } = group();
    await resultOf(member, 0);
    await passTime(500);
    for (let n = 1; n <= 1_000; n += 1) member.group.payloadOf(added(n));
    await resultOf(member, 0);
    await passTime(550);
    await resultOf(member, 0);
    expect(asked.filter((position) => position === '0')).toHaveLength(2);
  });
});

describe('what is asked for while a batch is resolved', () => {
  /** Counts the batches, and holds the first up. */
  function heldGroup() {
    const held = Promise.withResolvers<object>();
    const contexts: object[] = [];
    const work = (event: unknown, _args: object, context: unknown) => {
      if (context instanceof Object && !contexts.includes(context)) contexts.push(context);
      return contexts.length > 1 ? event : held.promise;
    };
    const { join } = groupMembers(librarySchema({ 'Added.work': work, 'Book.id': () => 'a work' }));
    const { group: of } = join();
    return { held, contexts, ask: (position: number) => of.payloadOf(added(position)).result() };
  }

  it('is resolved together after it', async () => {
    const { held, contexts, ask } = heldGroup();
    const results = [ask(1)];
    await settle();
    results.push(ask(2));
    await settle();
    results.push(ask(3));
    await settle();
    expect(contexts).toHaveLength(1);
    held.resolve({});
    await Promise.all(results);
    expect(contexts).toHaveLength(2);
  });

  it('waits no longer than a moment for one that is stuck', async () => {
    const { held, contexts, ask } = heldGroup();
    const stuck = ask(1);
    await settle();
    const next = ask(2);
    await settle();
    expect(contexts).toHaveLength(1);
    await passTime(50);
    await next;
    expect(contexts).toHaveLength(2);
    held.resolve({});
    await stuck;
  });

  it('is resolved beside it when it is a whole batch', async () => {
    const { held, contexts, ask } = heldGroup();
    const results = Array.from({ length: 401 }, (_, position) => ask(position));
    await settle();
    await results[200];
    expect(contexts).toHaveLength(2);
    held.resolve({});
    await Promise.all(results);
    expect(contexts).toHaveLength(3);
  });
});

describe('where all that is read is slow', () => {
  it('few batches are under way, and the others follow as those end', async () => {
    const reads: PromiseWithResolvers<object>[] = [];
    const contexts = new Set<unknown>();
    const work = (_event: unknown, _args: object, context: unknown) => {
      contexts.add(context);
      const read = Promise.withResolvers<object>();
      reads.push(read);
      return read.promise;
    };
    const { join } = groupMembers(librarySchema({ 'Added.work': work, 'Book.id': () => 'a work' }));
    const { group: of } = join();
    const results: Promise<unknown>[] = [];
    for (let position = 0; position < 20; position += 1) {
      results.push(of.payloadOf(added(position)).result());
      await passTime(100);
    }
    expect(contexts.size).toBe(4);

    reads[0]?.resolve({});
    await passTime(100);
    expect(contexts.size).toBe(5);

    for (const read of reads) read.resolve({});
    await passTime(100);
    for (const read of reads) read.resolve({});
    expect(await Promise.all(results)).toHaveLength(20);
    expect(contexts.size).toBe(5);
  });
});

describe('where telling takes long', () => {
  /** A batch of so many changes was told, which took 12 ms. */
  async function groupAfter(changes: number) {
    const { member, asked } = group();
    const ask = (position: number) => member.group.payloadOf(added(position));
    const first = Array.from({ length: changes }, (_, index) => ask(index));
    first[0]?.listen({ settled: () => vi.advanceTimersByTime(12) });
    await Promise.all(first.map((payload) => payload.result()));
    await settle();
    asked.length = 0;
    return { ask, asked };
  }

  it('what follows several waits for company', async () => {
    const { ask, asked } = await groupAfter(2);
    ask(11);
    await settle();
    vi.advanceTimersByTime(5);
    await settle();
    expect(asked).toEqual([]);
    ask(12);
    await settle();
    expect(asked).toEqual(['11', '12']);
  });

  it('waits as long as that, if none comes', async () => {
    const { ask, asked } = await groupAfter(2);
    ask(11);
    await settle();
    vi.advanceTimersByTime(11);
    await settle();
    expect(asked).toEqual([]);
    vi.advanceTimersByTime(1);
    await settle();
    expect(asked).toEqual(['11']);
  });

  it('what follows one waits for nothing', async () => {
    const { ask, asked } = await groupAfter(1);
    ask(11);
    await settle();
    expect(asked).toEqual(['11']);
  });
});

describe('an event that fails', () => {
  it('does not spoil those that are resolved with it', async () => {
    const { member, logged } = group((position, context) => {
      if (position === '2') Object.assign(context, { isSpoilt: true });
      if ('isSpoilt' in context) throw new Error('a bug');
    });
    const results = await Promise.all([2, 1, 3].map((position) => resultOf(member, position)));
    expect(results[0]).toMatchObject({ errors: [masked] });
    expect(results.slice(1)).toEqual([ofPosition(1), ofPosition(3)]);
    expect(logged).toHaveLength(1);
  });

  it('is told, and those after it are resolved', async () => {
    const { member } = group((position) => {
      if (position === '1') throw new Error('a bug');
    });
    expect(await resultOf(member, 1)).toMatchObject({
      data: { changed: { work: null } },
      errors: [masked],
    });
    expect(await resultOf(member, 2)).toEqual(ofPosition(2));
  });

  it('is told when the error is thrown where nothing may be null', async () => {
    const { join } = groupMembers(librarySchema({ 'Book.id': () => null }));
    expect(await resultOf(join(), 1)).toMatchObject({ errors: [masked] });
  });
});

describe('an outage', () => {
  it('is waited for', async () => {
    let isAway = true;
    const { member, logged } = group(() => {
      if (isAway) throw outage;
    });
    const results = Promise.all([resultOf(member, 1), resultOf(member, 2)]);
    await passTime(10_000);
    isAway = false;
    await passTime(1_000);
    expect(await results).toEqual([ofPosition(1), ofPosition(2)]);
    expect(logged).toEqual([]);
  });

  it('that lasts too long is told to all', async () => {
    const { join, asked } = group(() => {
      throw outage;
    }, 5_000);
    const both = Promise.allSettled([join(), join()].map((member) => resultOf(member, 1)));
    await passTime(5_000);
    const failed = { status: 'rejected', reason: expect.any(LiveUnavailableError) };
    expect(await both).toEqual([failed, failed]);
    expect(new Set(asked)).toEqual(new Set(['1']));
  });

  it('is waited for no longer when nobody is left', async () => {
    const { member, asked, join } = group(() => {
      throw outage;
    });
    const other = join({ query: ofWork('title') });
    const result = resultOf(member, 1).catch(() => 'nobody asks');
    await passTime(500);
    const tries = asked.length;
    member[Symbol.dispose]();
    await passTime(5_000);
    expect(await result).toBe('nobody asks');
    expect(asked.length).toBeLessThanOrEqual(tries + 1);
    other[Symbol.dispose]();
  });
});
