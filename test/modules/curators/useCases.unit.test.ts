import { beforeEach, describe, expect, it } from 'vitest';
import { BlockCurator } from '../../../src/modules/curators/application/BlockCurator.ts';
import { FollowTarget } from '../../../src/modules/curators/application/FollowTarget.ts';
import { MuteTarget } from '../../../src/modules/curators/application/MuteTarget.ts';
import { UnblockCurator } from '../../../src/modules/curators/application/UnblockCurator.ts';
import { UnfollowTarget } from '../../../src/modules/curators/application/UnfollowTarget.ts';
import { UnmuteTarget } from '../../../src/modules/curators/application/UnmuteTarget.ts';
import { Curator } from '../../../src/modules/curators/domain/Curator.ts';
import {
  CuratorBlockedEvent,
  CuratorFollowedEvent,
  CuratorMutedEvent,
  CuratorUnblockedEvent,
  CuratorUnfollowedEvent,
  CuratorUnmutedEvent,
  collectionTarget,
  curatorTarget,
} from '../../../src/modules/curators/index.ts';
import type { CuratorId } from '../../../src/shared/domain/CuratorId.ts';
import { UniqueEntityID } from '../../../src/shared/domain/UniqueEntityID.ts';
import { ada, bob, noon } from '../../support/cards.ts';
import { collectionId, eve } from '../../support/collections.ts';
import { inMemoryPeople } from './inMemoryPeople.ts';

const clock = { now: () => noon(5) };
const id = '01900000-0000-7000-8000-0000000000f3';
const ids = { next: () => id };
const shelf = collectionTarget(collectionId());
const profile = { handle: null, displayName: null, description: null, avatarUrl: null };
const curators = {
  find: async (curatorId: CuratorId) => (curatorId.equals(eve) ? undefined : Curator.restore(curatorId, profile, 1)),
  isHandleTaken: async () => false,
  save: async () => {},
};

/** Ada and Bob are known, and a collection of Ada's; Eve is not. */
let people: ReturnType<typeof inMemoryPeople>;
beforeEach(() => {
  people = inMemoryPeople(new Map([ada, bob].map((each) => [each.value, each] as const)).set(shelf.id.value, ada));
});

const follow = (target = curatorTarget(ada), followerId = bob) =>
  new FollowTarget(people.follows, people.targets, people.blocks, people.unitOfWork, clock, ids).execute({
    followerId,
    target,
  });
const unfollow = (target = curatorTarget(ada)) =>
  new UnfollowTarget(people.follows, people.targets, people.unitOfWork, clock).execute({ followerId: bob, target });
const mute = (target = curatorTarget(ada)) =>
  new MuteTarget(people.mutes, people.targets, people.unitOfWork, clock, ids).execute({ curatorId: bob, target });
const unmute = (target = curatorTarget(ada)) =>
  new UnmuteTarget(people.mutes, people.targets, people.unitOfWork, clock).execute({ curatorId: bob, target });
const block = (blockerId = ada, curatorId = bob) =>
  new BlockCurator(people.blocks, curators, people.follows, people.unitOfWork, clock, ids).execute({
    blockerId,
    curatorId,
  });
const unblock = (blockerId = ada, curatorId = bob) =>
  new UnblockCurator(people.blocks, curators, people.unitOfWork, clock).execute({ blockerId, curatorId });

const eventId = new UniqueEntityID(id);

describe('following and muting', () => {
  it.each([
    ['follow', follow, unfollow, CuratorFollowedEvent, CuratorUnfollowedEvent],
    ['mute', mute, unmute, CuratorMutedEvent, CuratorUnmutedEvent],
  ] as const)('%s: begins and ends once, of curators and of collections', async (_name, begin, end, Begun, Ended) => {
    for (const target of [curatorTarget(ada), shelf]) {
      for (const change of [begin, begin, end, end])
        expect(await change(target)).toEqual({ ok: true, value: { target } });
      expect(people.takeEvents()).toEqual([
        new Begun(eventId, bob, target, noon(5)),
        new Ended(eventId, bob, target, noon(5)),
      ]);
    }
  });

  it.each([
    ['follow', follow],
    ['unfollow', unfollow],
    ['mute', mute],
    ['unmute', unmute],
  ] as const)('%s: refuses whom and what there is not', async (_name, change) => {
    expect(await change(curatorTarget(eve))).toEqual({
      ok: false,
      error: { kind: 'curator-not-found', curatorId: eve.value },
    });
    const unseen = collectionTarget(collectionId(2));
    expect(await change(unseen)).toEqual({
      ok: false,
      error: { kind: 'collection-not-found', collectionId: unseen.id.value },
    });
    expect(people.takeEvents()).toEqual([]);
  });

  it('refuse oneself', async () => {
    expect(await follow(curatorTarget(bob))).toMatchObject({ error: { kind: 'cannot-follow-oneself' } });
    expect(await mute(curatorTarget(bob))).toMatchObject({ error: { kind: 'cannot-mute-oneself' } });
  });
});

describe('blocking', () => {
  it('ends what either follows of the other, and whoever repeats it changes nothing', async () => {
    await follow();
    await follow(shelf);
    await follow(curatorTarget(bob), ada);
    people.takeEvents();
    for (const _ of [1, 2]) expect(await block()).toEqual({ ok: true, value: { curatorId: bob } });
    expect(people.takeEvents()).toEqual([
      new CuratorBlockedEvent(eventId, ada, bob, noon(5)),
      new CuratorUnfollowedEvent(eventId, ada, curatorTarget(bob), noon(5)),
      new CuratorUnfollowedEvent(eventId, bob, curatorTarget(ada), noon(5)),
      new CuratorUnfollowedEvent(eventId, bob, shelf, noon(5)),
    ]);
  });

  it('refuses following, either way and of collections, until both have ended it', async () => {
    await block(ada, bob);
    await block(bob, ada);
    for (const target of [curatorTarget(ada), shelf])
      expect(await follow(target)).toEqual({ ok: false, error: { kind: 'blocked', curatorId: ada.value } });
    await unblock(ada, bob);
    expect(await follow(curatorTarget(bob), ada)).toMatchObject({ error: { kind: 'blocked' } });
    people.takeEvents();
    for (const _ of [1, 2]) expect(await unblock(bob, ada)).toEqual({ ok: true, value: { curatorId: ada } });
    expect(people.takeEvents()).toEqual([new CuratorUnblockedEvent(eventId, bob, ada, noon(5))]);
    expect(await follow()).toMatchObject({ ok: true });
  });

  it('refuses oneself, and whom there is not', async () => {
    expect(await block(ada, ada)).toMatchObject({ error: { kind: 'cannot-block-oneself' } });
    for (const change of [block, unblock])
      expect(await change(ada, eve)).toMatchObject({ error: { kind: 'curator-not-found', curatorId: eve.value } });
  });
});
