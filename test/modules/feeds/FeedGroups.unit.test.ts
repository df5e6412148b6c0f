import { beforeEach, describe, expect, it } from 'vitest';
import { FeedGroups } from '../../../src/modules/feeds/application/FeedGroups.ts';
import type { FeedAudience } from '../../../src/modules/feeds/domain/FeedAudience.ts';
import type { FeedChange, FeedItem, FeedItemChange } from '../../../src/modules/feeds/domain/FeedChange.ts';

let groups: FeedGroups;
let position: number;
beforeEach(() => {
  groups = new FeedGroups();
  position = 0;
});

function tail() {
  const heard: string[] = [];
  return { heard, push: ({ op, activityId }: FeedItem) => void heard.push(`${op} ${activityId}`) };
}

const item = (op: FeedItem['op'], actorId: string, activityId: string, now?: FeedAudience): FeedChange => {
  const after = op === 'REMOVED' ? 'NOBODY' : 'EVERYONE';
  const before = op === 'ADDED' ? 'NOBODY' : 'EVERYONE';
  return change({ op, actorId, activityId, before, after, now: now ?? after });
};
const change = (
  what: Pick<FeedItemChange, 'activityId' | 'before' | 'after'> & Partial<FeedItemChange>,
): FeedChange => ({
  position: (position += 1),
  op: 'AUDIENCE',
  actorId: 'ada',
  cardId: null,
  collectionId: null,
  now: what.after,
  ...what,
});
const audience = (actorId: string, targetId: string, following: boolean): FeedChange => ({
  position: (position += 1),
  op: 'AUDIENCE',
  actorId,
  targetId,
  following,
});

describe('FeedGroups', () => {
  it('hands a change to everybody, to who listens to its actor, and to who follows its actor', () => {
    const [everybody, toAda, toBob, fan, stranger] = [tail(), tail(), tail(), tail(), tail()];
    groups.joinGlobal(undefined, everybody);
    groups.joinCurator('ada', undefined, toAda);
    groups.joinCurator('bob', undefined, toBob);
    groups.joinFollowing('eve', new Set(['ada']), fan);
    groups.joinFollowing('kim', new Set(['bob']), stranger);
    groups.deliver([item('ADDED', 'ada', '1')]);
    expect([everybody, toAda, toBob, fan, stranger].map(({ heard }) => heard.length)).toEqual([1, 1, 0, 1, 0]);
  });

  it('hands it once to who follows both its actor and its collection', () => {
    const [both, one, neither] = [tail(), tail(), tail()];
    groups.joinFollowing('eve', new Set(['ada', 'shelf']), both);
    groups.joinFollowing('kim', new Set(['shelf']), one);
    groups.joinFollowing('bob', new Set(['other shelf']), neither);
    groups.deliver([
      change({ op: 'ADDED', activityId: '1', collectionId: 'shelf', before: 'NOBODY', after: 'EVERYONE' }),
    ]);
    expect([both, one, neither].map(({ heard }) => heard)).toEqual([['ADDED 1'], ['ADDED 1'], []]);
  });

  it('moves an audience at the position of each change', () => {
    const eve = tail();
    groups.joinFollowing('eve', new Set(['ada']), eve);
    groups.deliver([
      item('ADDED', 'bob', 'before'),
      audience('eve', 'bob', true),
      item('ADDED', 'bob', 'since'),
      audience('eve', 'ada', false),
      item('ADDED', 'ada', 'after'),
      audience('kim', 'ada', true),
    ]);
    expect(eve.heard).toEqual(['ADDED since']);
  });

  it('keeps one audience for all subscriptions of a viewer', () => {
    const [first, second] = [tail(), tail()];
    groups.joinFollowing('eve', new Set(['ada']), first);
    groups.deliver([audience('eve', 'bob', true)]);
    groups.joinFollowing('eve', new Set(['ada', 'bob']), second);
    groups.leaveFollowing('eve', first);
    groups.deliver([item('ADDED', 'bob', '1')]);
    expect([first.heard, second.heard]).toEqual([[], ['ADDED 1']]);
  });

  it('passes over the showing of what is retracted, and tells of the retraction', () => {
    const everybody = tail();
    groups.joinGlobal(undefined, everybody);
    groups.deliver([
      item('ADDED', 'ada', 'gone', 'NOBODY'),
      item('ADDED', 'ada', 'undone'),
      item('ADDED', 'ada', 'standing'),
      item('REMOVED', 'ada', 'undone'),
    ]);
    expect(everybody.heard).toEqual(['ADDED standing', 'REMOVED undone']);
  });

  it('hands the saving of a card to who listens to the card, and not what is done with it in a collection', () => {
    const [toCard, toOther] = [tail(), tail()];
    groups.joinCard('a', undefined, toCard);
    groups.joinCard('b', 'ada', toOther);
    const shown = { before: 'NOBODY', after: 'EVERYONE', op: 'ADDED', cardId: 'a' } as const;
    groups.deliver([
      change({ ...shown, activityId: 'saved' }),
      change({ ...shown, activityId: 'collected', collectionId: 'c' }),
    ]);
    expect([toCard.heard, toOther.heard]).toEqual([['ADDED saved'], []]);
  });

  describe('what is done in a collection', () => {
    const members = ['ada', 'bob'];

    function everybody() {
      const tails = {
        global: tail(),
        ada: tail(),
        bob: tail(),
        curator: tail(),
        following: tail(),
        own: tail(),
        adasOwn: tail(),
      };
      groups.joinGlobal(undefined, tails.global);
      groups.joinGlobal('ada', tails.ada);
      groups.joinCurator('ada', 'bob', tails.bob);
      groups.joinCurator('ada', 'eve', tails.curator);
      groups.joinFollowing('eve', new Set(['ada']), tails.following);
      groups.joinCollection('c', undefined, tails.own);
      groups.joinCollection('c', 'ada', tails.adasOwn);
      groups.joinCollection('d', 'ada', tails.adasOwn);
      return () => Object.fromEntries(Object.entries(tails).map(([name, { heard }]) => [name, heard.splice(0).join()]));
    }
    const nobody = { global: '', ada: '', bob: '', curator: '', following: '', own: '', adasOwn: '' };
    const told = (before: FeedAudience, after: FeedAudience, op: FeedItemChange['op'] = 'AUDIENCE') => {
      const heard = everybody();
      groups.deliver([change({ activityId: '1', collectionId: 'c', op, before, after })]);
      return heard();
    };
    const all = (text: string) => Object.fromEntries(Object.keys(nobody).map((name) => [name, text]));
    const ofMembers = (text: string) => ({ ...nobody, ada: text, bob: text, adasOwn: text });
    const ofOthers = (text: string) => ({ ...nobody, global: text, curator: text, following: text, own: text });
    const ofOwnFeed = (text: string) => ({ ...nobody, own: text, adasOwn: text });

    it('comes to those who see it, in the feeds that it is in', () => {
      expect(told('NOBODY', 'EVERYONE', 'ADDED')).toEqual(all('ADDED 1'));
      expect(told('EVERYONE', 'EVERYONE', 'UPDATED')).toEqual(all('UPDATED 1'));
      expect(told('EVERYONE', 'NOBODY', 'REMOVED')).toEqual(all('REMOVED 1'));
      expect(told('NOBODY', 'COLLECTION_FEED', 'ADDED')).toEqual(ofOwnFeed('ADDED 1'));
      expect(told('NOBODY', members, 'ADDED')).toEqual(ofMembers('ADDED 1'));
      expect(told(members, 'NOBODY', 'REMOVED')).toEqual(ofMembers('REMOVED 1'));
    });

    it('is taken from those who lose sight of it, and comes back to those who see it again', () => {
      expect(told('EVERYONE', members)).toEqual(ofOthers('REMOVED 1'));
      expect(told(members, 'EVERYONE')).toEqual(ofOthers('ADDED 1'));
      expect(told('EVERYONE', 'COLLECTION_FEED')).toEqual({ ...all('REMOVED 1'), own: '', adasOwn: '' });
      expect(told('COLLECTION_FEED', members)).toEqual({ ...nobody, ada: 'ADDED 1', bob: 'ADDED 1', own: 'REMOVED 1' });
      expect(told(members, ['ada'])).toEqual({ ...nobody, bob: 'REMOVED 1' });
      expect(told(['ada'], members)).toEqual({ ...nobody, bob: 'ADDED 1' });
    });

    it('is not shown to those who lost sight of it before they were told', () => {
      const heard = everybody();
      const what = { activityId: '1', collectionId: 'c' };
      groups.deliver([
        change({ ...what, op: 'ADDED', before: 'NOBODY', after: 'EVERYONE' }),
        change({ ...what, before: 'EVERYONE', after: members }),
      ]);
      expect(heard()).toEqual({ ...ofMembers('ADDED 1'), ...pick(ofOthers('REMOVED 1')) });
      groups.deliver([
        change({ ...what, op: 'ADDED', before: 'NOBODY', after: 'EVERYONE' }),
        change({ ...what, before: 'EVERYONE', after: members }),
        change({ ...what, before: members, after: 'EVERYONE' }),
      ]);
      expect(heard()).toEqual({ ...ofMembers('ADDED 1'), ...pick(ofOthers('ADDED 1,REMOVED 1,ADDED 1')) });
    });

    const pick = (heard: Readonly<Record<string, string>>) =>
      Object.fromEntries(Object.entries(heard).filter(([, text]) => text !== ''));
  });

  it('keeps nothing of those who have left', () => {
    const tails = [tail(), tail(), tail(), tail(), tail()] as const;
    groups.joinGlobal('kim', tails[0]);
    groups.joinCurator('ada', undefined, tails[1]);
    groups.joinFollowing('eve', new Set(['ada', 'bob']), tails[2]);
    groups.joinCollection('c', 'kim', tails[3]);
    groups.joinCard('a', 'kim', tails[4]);
    groups.deliver([audience('eve', 'kim', true), audience('eve', 'ada', false)]);
    expect(groups.isEmpty).toBe(false);
    groups.leaveGlobal('kim', tails[0]);
    groups.leaveCurator('ada', undefined, tails[1]);
    groups.leaveCollection('c', 'kim', tails[3]);
    groups.leaveCard('a', 'kim', tails[4]);
    groups.leaveFollowing('eve', tails[2]);
    groups.leaveFollowing('eve', tails[2]);
    groups.leaveCurator('ada', undefined, tails[1]);
    expect(groups.isEmpty).toBe(true);
  });
});
