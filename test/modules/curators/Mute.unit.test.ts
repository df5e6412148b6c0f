import { describe, expect, it } from 'vitest';
import { Mute } from '../../../src/modules/curators/domain/Mute.ts';
import {
  CuratorMutedEvent,
  CuratorUnmutedEvent,
  collectionTarget,
  curatorTarget,
} from '../../../src/modules/curators/index.ts';
import { UniqueEntityID } from '../../../src/shared/domain/UniqueEntityID.ts';
import { ada, bob, noon } from '../../support/cards.ts';
import { collectionId } from '../../support/collections.ts';
import { given } from '../../support/given.ts';

const id = new UniqueEntityID('01900000-0000-7000-8000-0000000000f1');
const targets = [curatorTarget(ada), collectionTarget(collectionId())];

describe('Mute', () => {
  it.each(targets)('of a $kind raises CuratorMuted when it starts', (target) => {
    const mute = Mute.start(id, bob, target, noon()).unwrap();
    expect(mute.domainEvents).toEqual([new CuratorMutedEvent(id, bob, target, noon())]);
  });

  it('is never of oneself', () => {
    expect(Mute.start(id, ada, curatorTarget(ada), noon())).toMatchObject({
      ok: false,
      error: { kind: 'cannot-mute-oneself', curatorId: ada.value },
    });
  });

  it.each(targets)('of a $kind raises CuratorUnmuted when it ends, once', (target) => {
    given(Mute.restore(id, { curatorId: bob, target, mutedAt: noon() }))
      .when((mute) => mute.end(noon(1)))
      .thenRaised(new CuratorUnmutedEvent(id, bob, target, noon(1)))
      .andThen((mute) => {
        expect(mute.hasEnded).toBe(true);
        given(mute)
          .when((ended) => ended.end(noon(2)))
          .thenRaised();
      });
  });
});
