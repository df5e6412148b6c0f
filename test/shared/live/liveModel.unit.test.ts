import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { announceSeed } from '../../support/seed.ts';
import { spoilt } from '../../support/spoilt.ts';
import { expectNothingMissed } from './model/check.ts';
import { LiveWorld, type Step } from './model/LiveWorld.ts';
import type { Flaws, Subscription } from './model/ModelClient.ts';
import { allSteps, everydaySteps } from './model/steps.ts';

const seed = announceSeed('the model of live updates');

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

async function live(steps: readonly Step[], flaws?: Flaws): Promise<LiveWorld> {
  const world = new LiveWorld(flaws);
  await world.run(steps);
  await world.heal();
  await world.end();
  return world;
}

const withoutLoss = (flaws?: Flaws, arbitrary = everydaySteps) =>
  fc.asyncProperty(arbitrary, async (steps) => {
    const world = await live(steps, flaws);
    expectNothingMissed(world);
    expect(world.clients.flatMap(({ cursorErrors }) => cursorErrors)).toEqual([]);
  });

describe('live updates, whatever is lost, repeated, reordered, restarted or slow', () => {
  it('reach every subscriber once, in order, without a gap', async () => {
    await fc.assert(withoutLoss(), { numRuns: 10_000, seed });
  }, 240_000);

  it('tell a subscriber when its history is gone, instead of leaving a gap', async () => {
    const property = fc.asyncProperty(allSteps, async (steps) => expectNothingMissed(await live(steps)));
    await fc.assert(property, { numRuns: 1_000, seed });
  });
});

const flaws: Record<string, Flaws> = {
  'joins without what was delivered since its last page': {
    log: (log) => spoilt(log, { since: () => [] }),
  },
  'joins a moment after it looked': {
    interest: (interest) => spoilt(interest, { join: (tail) => void setTimeout(() => interest.join(tail), 50) }),
  },
  'takes from memory what was expanded before it was known': {
    interest: (interest) => spoilt(interest, { isInEveryDelivery: true }),
  },
  'is known to the expansion only once it has joined': {
    interest: (interest) =>
      spoilt(interest, {
        open: () => {},
        join: (tail) => {
          interest.open?.();
          interest.join(tail);
        },
      }),
  },
  'claims to have read one position more than it has': {
    interest: (interest) =>
      spoilt(interest, {
        readPage: async (after, upTo) => {
          const { changes, through } = await interest.readPage(after, upTo);
          return { changes, through: Math.min(through + 1, upTo) };
        },
      }),
  },
  'begins before the log is up to date': {
    log: (log) => spoilt(log, { refresh: () => log.head() }),
  },
  'is on an instance that takes each message for the next one': {
    message: (last, { epoch, changes }) => ({
      epoch,
      changes: changes.map((change, index) => ({ ...change, position: last + 1 + index })),
    }),
  },
};

/** All subscribers in the same way. */
const allBy = (by: Subscription['by']) =>
  everydaySteps.map((steps) =>
    steps.map((step) => (step.do === 'subscribe' ? { ...step, subscription: { ...step.subscription, by } } : step)),
  );

describe.each(['next', 'take'] as const)('the model, by `%s`', (by) => {
  it.each(Object.entries(flaws))('notices a subscriber that %s', async (_, flaw) => {
    const { failed } = await fc.check(withoutLoss(flaw, allBy(by)), { numRuns: 2_000, seed, endOnFailure: true });
    expect(failed).toBe(true);
  });
});
