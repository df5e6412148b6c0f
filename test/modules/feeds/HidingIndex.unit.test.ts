import { beforeEach, describe, expect, it } from 'vitest';
import { HidingIndex } from '../../../src/modules/feeds/application/HidingIndex.ts';
import type { FeedHidingChange, FeedItemChange } from '../../../src/modules/feeds/domain/FeedChange.ts';

let index: HidingIndex;
beforeEach(() => {
  index = new HidingIndex();
});

const change = (op: FeedHidingChange['op'], actorId: string, targetId: string) =>
  index.change({ position: 1, op, actorId, targetId });

const hiddenFrom = (actorId: string, collectionId: string | null = null): string[] => {
  const shown = { before: 'NOBODY', after: 'EVERYONE', now: 'EVERYONE' } as const;
  const item: FeedItemChange = {
    position: 2,
    op: 'ADDED',
    activityId: '1',
    cardId: null,
    actorId,
    collectionId,
    ...shown,
  };
  return [...index.hiddenFrom(item)].toSorted();
};

describe('HidingIndex', () => {
  it('knows from whom a change is hidden, by its actor and its collection', () => {
    index.join('eve', ['MUTE ada', 'MUTE shelf']);
    index.join('kim', ['BLOCK ada']);
    index.join('sam', ['BLOCKED_BY ada']);
    index.join('bob', []);
    expect(hiddenFrom('ada')).toEqual(['eve', 'kim', 'sam']);
    expect(hiddenFrom('ada', 'shelf')).toEqual(['eve', 'kim', 'sam']);
    expect(hiddenFrom('bob', 'shelf')).toEqual(['eve']);
    expect(hiddenFrom('bob')).toEqual([]);
  });

  it('moves with the changes of those who are there, a block for both', () => {
    index.join('eve', []);
    index.join('ada', []);
    change('MUTED', 'eve', 'ada');
    change('MUTED', 'stranger', 'ada');
    expect(hiddenFrom('ada')).toEqual(['eve']);
    change('BLOCKED', 'ada', 'eve');
    change('UNMUTED', 'eve', 'ada');
    expect([hiddenFrom('ada'), hiddenFrom('eve')]).toEqual([['eve'], ['ada']]);
    change('BLOCKED', 'eve', 'ada');
    change('UNBLOCKED', 'ada', 'eve');
    expect([hiddenFrom('ada'), hiddenFrom('eve')]).toEqual([['eve'], ['ada']]);
    change('UNBLOCKED', 'eve', 'ada');
    expect([hiddenFrom('ada'), hiddenFrom('eve')]).toEqual([[], []]);
  });

  it('keeps nothing of a viewer whose last subscription is gone', () => {
    index.join('eve', ['MUTE ada']);
    index.join('eve', ['MUTE ada']);
    index.leave('eve');
    expect(hiddenFrom('ada')).toEqual(['eve']);
    index.leave('eve');
    expect(hiddenFrom('ada')).toEqual([]);
    expect(index.isEmpty).toBe(true);
  });
});
