import { beforeEach, describe, expect, it } from 'vitest';
import { FeedGroups } from '../../../src/modules/feeds/application/FeedGroups.ts';
import type { FeedChange, FeedItemChange } from '../../../src/modules/feeds/domain/FeedChange.ts';

let groups: FeedGroups;
let position: number;
beforeEach(() => {
  groups = new FeedGroups();
  position = 0;
});

function tail() {
  const heard: string[] = [];
  return { heard, push: ({ op, activityId }: FeedItemChange) => void heard.push(`${op} ${activityId}`) };
}

const item = (op: FeedItemChange['op'], actorId: string, activityId: string, isRetracted = false): FeedChange => ({
  position: (position += 1),
  op,
  actorId,
  activityId,
  cardId: null,
  isRetracted,
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
    groups.joinGlobal(everybody);
    groups.joinCurator('ada', toAda);
    groups.joinCurator('bob', toBob);
    groups.joinFollowing('eve', new Set(['ada']), fan);
    groups.joinFollowing('kim', new Set(['bob']), stranger);
    groups.deliver([item('ADDED', 'ada', '1')]);
    expect([everybody, toAda, toBob, fan, stranger].map(({ heard }) => heard.length)).toEqual([1, 1, 0, 1, 0]);
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
    groups.joinGlobal(everybody);
    groups.deliver([
      item('ADDED', 'ada', 'gone', true),
      item('ADDED', 'ada', 'undone'),
      item('ADDED', 'ada', 'standing'),
      item('REMOVED', 'ada', 'undone'),
    ]);
    expect(everybody.heard).toEqual(['ADDED standing', 'REMOVED undone']);
  });

  it('keeps nothing of those who have left', () => {
    const tails = [tail(), tail(), tail()] as const;
    groups.joinGlobal(tails[0]);
    groups.joinCurator('ada', tails[1]);
    groups.joinFollowing('eve', new Set(['ada', 'bob']), tails[2]);
    groups.deliver([audience('eve', 'kim', true), audience('eve', 'ada', false)]);
    expect(groups.isEmpty).toBe(false);
    groups.leaveGlobal(tails[0]);
    groups.leaveCurator('ada', tails[1]);
    groups.leaveFollowing('eve', tails[2]);
    groups.leaveFollowing('eve', tails[2]);
    groups.leaveCurator('ada', tails[1]);
    expect(groups.isEmpty).toBe(true);
  });
});
