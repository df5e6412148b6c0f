import { describe, expect, it } from 'vitest';
import { Follow } from '../../../src/modules/curators/domain/Follow.ts';
import {
  CuratorFollowedEvent,
  CuratorUnfollowedEvent,
  collectionTarget,
  curatorTarget,
} from '../../../src/modules/curators/index.ts';
import { UniqueEntityID } from '../../../src/shared/domain/UniqueEntityID.ts';
import { ada, bob, noon } from '../../support/cards.ts';
import { collectionId } from '../../support/collections.ts';
import { given } from '../../support/given.ts';

const id = new UniqueEntityID('01900000-0000-7000-8000-0000000000f0');
const targets = [curatorTarget(ada), collectionTarget(collectionId())];

describe('Follow', () => {
  it.each(targets)('of a $kind raises CuratorFollowed when it starts', (target) => {
    const follow = Follow.start(id, bob, target, noon()).unwrap();
    expect(follow.domainEvents).toEqual([new CuratorFollowedEvent(id, bob, target, noon())]);
  });

  it('is never of oneself', () => {
    expect(Follow.start(id, ada, curatorTarget(ada), noon())).toMatchObject({
      ok: false,
      error: { kind: 'cannot-follow-oneself', curatorId: ada.value },
    });
  });

  it.each(targets)('of a $kind raises CuratorUnfollowed when it ends', (target) => {
    given(Follow.restore(id, { followerId: bob, target, followedAt: noon() }))
      .when((follow) => follow.end(noon(1)))
      .thenRaised(new CuratorUnfollowedEvent(id, bob, target, noon(1)))
      .andThen((follow) => expect(follow.hasEnded).toBe(true));
  });

  it('ends once', () => {
    const ended = Follow.restore(id, { followerId: bob, target: curatorTarget(ada), followedAt: noon() });
    ended.end(noon(1));
    given(ended)
      .when((follow) => follow.end(noon(2)))
      .thenRaised();
  });
});
