import { describe, expect, it } from 'vitest';
import { Block } from '../../../src/modules/curators/domain/Block.ts';
import { CuratorBlockedEvent, CuratorUnblockedEvent } from '../../../src/modules/curators/index.ts';
import { UniqueEntityID } from '../../../src/shared/domain/UniqueEntityID.ts';
import { ada, bob, noon } from '../../support/cards.ts';
import { given } from '../../support/given.ts';

const id = new UniqueEntityID('01900000-0000-7000-8000-0000000000f2');

describe('Block', () => {
  it('raises CuratorBlocked when it starts', () => {
    const block = Block.start(id, bob, ada, noon()).unwrap();
    expect(block.domainEvents).toEqual([new CuratorBlockedEvent(id, bob, ada, noon())]);
  });

  it('is never of oneself', () => {
    expect(Block.start(id, ada, ada, noon())).toMatchObject({
      ok: false,
      error: { kind: 'cannot-block-oneself', curatorId: ada.value },
    });
  });

  it('raises CuratorUnblocked when it ends, once', () => {
    given(Block.restore(id, { blockerId: bob, blockedId: ada, blockedAt: noon() }))
      .when((block) => block.end(noon(1)))
      .thenRaised(new CuratorUnblockedEvent(id, bob, ada, noon(1)))
      .andThen((block) => {
        expect(block.hasEnded).toBe(true);
        given(block)
          .when((ended) => ended.end(noon(2)))
          .thenRaised();
      });
  });
});
