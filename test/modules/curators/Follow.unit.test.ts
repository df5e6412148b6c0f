import { describe, expect, it } from 'vitest';
import { Follow } from '../../../src/modules/curators/domain/Follow.ts';
import { CuratorFollowedEvent, CuratorUnfollowedEvent } from '../../../src/modules/curators/index.ts';
import { UniqueEntityID } from '../../../src/shared/domain/UniqueEntityID.ts';
import { ada, bob, noon } from '../../support/cards.ts';
import { given } from '../../support/given.ts';

const id = new UniqueEntityID('01900000-0000-7000-8000-0000000000f0');
const bobFollowsAda = (): Follow => Follow.start(id, bob, ada, noon()).unwrap();

describe('Follow', () => {
  it('raises CuratorFollowed when it starts', () => {
    expect(bobFollowsAda().domainEvents).toEqual([new CuratorFollowedEvent(id, bob, ada, noon())]);
  });

  it('is never of oneself', () => {
    expect(Follow.start(id, ada, ada, noon())).toMatchObject({
      ok: false,
      error: { kind: 'cannot-follow-oneself', curatorId: ada.value },
    });
  });

  it('raises CuratorUnfollowed when it ends', () => {
    given(bobFollowsAda())
      .when((follow) => follow.end(noon(1)))
      .thenRaised(new CuratorUnfollowedEvent(id, bob, ada, noon(1)))
      .andThen((follow) => expect(follow.hasEnded).toBe(true));
  });

  it('ends once', () => {
    const ended = bobFollowsAda();
    ended.end(noon(1));
    given(ended)
      .when((follow) => follow.end(noon(2)))
      .thenRaised();
  });
});
