import { beforeEach, describe, expect, it } from 'vitest';
import { RecentAudiences } from '../../../src/modules/feeds/application/RecentAudiences.ts';
import type { FeedAudience } from '../../../src/modules/feeds/domain/FeedAudience.ts';
import type { FeedItemChange } from '../../../src/modules/feeds/domain/FeedChange.ts';

let audiences: RecentAudiences;
let position: number;
beforeEach(() => {
  audiences = new RecentAudiences(2);
  position = 0;
});

const collectionId = 'good things';
const [ada, stranger] = ['ada', undefined].map((viewerId) => ({ viewerId, isCollectionFeed: false }));

function change(activityId: string, after: FeedAudience, op: FeedItemChange['op'] = 'AUDIENCE'): void {
  const named = { activityId, actorId: 'bob', cardId: null, collectionId };
  audiences.add([{ ...named, position: (position += 1), op, before: 'EVERYONE', after, now: after }]);
}

const shown = (activityId: string) =>
  [ada, stranger].map((onlooker) => onlooker && audiences.isShown({ activityId, collectionId }, onlooker));

describe('who is shown what, of what changed last', () => {
  it('is everybody as long as nothing else is known', () => {
    change('a save', 'EVERYONE', 'ADDED');
    expect(shown('a save')).toEqual([true, true]);
    expect(shown('another')).toEqual([true, true]);
  });

  it('is as the last change says', () => {
    change('a card', ['ada']);
    expect(shown('a card')).toEqual([true, false]);
    change('a card', 'EVERYONE');
    expect(shown('a card')).toEqual([true, true]);
    change('a card', 'NOBODY', 'REMOVED');
    expect(shown('a card')).toEqual([false, false]);
  });

  it('is forgotten of the oldest, and known since', () => {
    change('first', 'NOBODY', 'REMOVED');
    change('second', 'NOBODY', 'REMOVED');
    change('first', ['ada']);
    expect(audiences.since).toBe(0);
    change('third', 'NOBODY', 'REMOVED');
    expect(audiences.since).toBe(2);
    expect([shown('first'), shown('second')]).toEqual([
      [true, false],
      [true, true],
    ]);
  });

  it('is not forgotten for what everybody is shown again: of that nothing has to be known', () => {
    change('a secret', ['ada']);
    for (const activityId of ['first', 'second', 'third']) {
      change(activityId, ['ada']);
      change(activityId, 'EVERYONE');
    }
    expect(audiences.since).toBe(0);
    expect([shown('a secret'), shown('third')]).toEqual([
      [true, false],
      [true, true],
    ]);
  });

  it('is known of nothing where another history begins', () => {
    change('a card', ['ada']);
    audiences.restart(7);
    expect([shown('a card'), audiences.since]).toEqual([[true, true], 7]);
  });

  it('is no more than a collection is shown to, until that is taken back', () => {
    const bound = (audience: FeedAudience) =>
      audiences.add([{ position: (position += 1), op: 'COLLECTION', collectionId, audience }]);
    bound(['ada']);
    expect(shown('an old card')).toEqual([true, false]);
    change('another', 'EVERYONE');
    expect(shown('another')).toEqual([true, false]);
    expect(stranger && audiences.isShown({ activityId: 'a save' }, stranger)).toBe(true);
    bound('COLLECTION_FEED');
    expect(shown('an old card')).toEqual([false, false]);
    bound('EVERYONE');
    expect(shown('an old card')).toEqual([true, true]);
  });
});
