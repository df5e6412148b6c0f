import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Feed } from '../../../src/modules/feeds/domain/Feed.ts';
import type { FeedAudience } from '../../../src/modules/feeds/domain/FeedAudience.ts';
import { decodeLiveCursor } from '../../../src/shared/application/live/LiveCursor.ts';
import { announceSeed } from '../../support/seed.ts';
import { type FeedStep, type FeedSubscriber, FeedWorld } from './model/FeedWorld.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const curators = ['ada', 'bob', 'eve'] as const;
const curator = fc.constantFrom(...curators);
const collections = ['good things', 'other things'] as const;
const pair = fc.constantFrom(
  ...curators
    .flatMap((actorId) => [...curators, ...collections].map((targetId) => ({ actorId, targetId })))
    .filter(isOfTwo),
);
const people = pair.filter(({ targetId }) => !collections.some((collection) => collection === targetId));
const nth = fc.nat(20);
const collectionId = fc.constantFrom(...collections);
const viewerId = fc.option(curator, { nil: undefined });
const audience = fc.oneof(
  fc.constantFrom<FeedAudience>('EVERYONE', 'COLLECTION_FEED'),
  fc.subarray([...curators], { minLength: 1 }),
);
const feed: fc.Arbitrary<Feed> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('global' as const), viewerId }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('curator' as const), curatorId: curator, viewerId }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('collection' as const), collectionId, viewerId }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('following' as const), viewerId: curator }) },
);
const often = (weight: number, arbitrary: fc.Arbitrary<FeedStep>) => ({ weight, arbitrary });
const is = <D extends FeedStep['do']>(kind: D): fc.Arbitrary<D> => fc.constant(kind);

const steps = fc.array(
  fc.oneof(
    often(
      8,
      pair.map((both): FeedStep => ({ do: 'follow', ...both })),
    ),
    often(
      4,
      pair.map((both): FeedStep => ({ do: 'mute', ...both })),
    ),
    often(
      3,
      people.map((both): FeedStep => ({ do: 'block', ...both })),
    ),
    often(12, fc.record({ do: is('save'), actorId: curator })),
    often(8, fc.record({ do: is('collect'), actorId: curator, collectionId })),
    often(5, fc.record({ do: is('show'), collectionId, audience })),
    often(2, fc.record({ do: is('retract'), nth })),
    often(30, fc.record({ do: is('open'), nth })),
    often(8, fc.record({ do: is('deliver'), nth, fate: fc.constantFrom('once', 'once', 'twice', 'never') })),
    often(8, fc.record({ do: is('wake') })),
    often(2, fc.record({ do: is('wait') })),
    often(4, fc.record({ do: is('subscribe'), feed, isFast: fc.boolean(), fromBeginning: fc.boolean() })),
    often(6, fc.record({ do: is('pull'), nth })),
    often(3, fc.record({ do: is('resume'), nth })),
  ),
  { minLength: 20, maxLength: 120, size: 'max' },
);

function isOfTwo({ actorId, targetId }: { actorId: string; targetId: string }): boolean {
  return actorId !== targetId;
}

/** Told in order, each once, nothing that is not due; and all that is due, but for the showing of what was taken back later. */
function expectExactly({ history }: FeedWorld, { feed: subscribed, after, received, failures }: FeedSubscriber): void {
  expect(failures).toEqual([]);
  const told = new Set(received.map(({ cursor }) => decodeLiveCursor('feeds', cursor).position));
  const due = history
    .naively(subscribed, after)
    .filter((item) => told.has(item.position) || item.op === 'REMOVED' || !history.isTakenBack(subscribed, item));
  expect(received.map(({ op, activityId }) => ({ op, activityId }))).toEqual(
    due.map(({ op, activityId }) => ({ op, activityId })),
  );
}

describe('LiveFeed', () => {
  it('tells each subscriber what concerns its feed at the position of each change, whoever follows, mutes and blocks whom and sees what when', async () => {
    const property = fc.asyncProperty(steps, async (each) => {
      const world = new FeedWorld();
      await world.run(each);
      for (const subscriber of world.subscribers) expectExactly(world, subscriber);
    });
    await fc.assert(property, { numRuns: 1_000, seed: announceSeed('the model of the live feed') });
  });
});
