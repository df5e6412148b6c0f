import { describe, expect, it } from 'vitest';
import type { CardId } from '../../../src/modules/cards/index.ts';
import type { CollectionId } from '../../../src/modules/collections/index.ts';
import { collectionTarget, curatorTarget } from '../../../src/modules/curators/index.ts';
import type { CuratorId } from '../../../src/shared/domain/CuratorId.ts';
import { ada, bob } from '../../support/cards.ts';
import { type NotificationMachinery, withNotificationMachinery } from './notificationMachinery.ts';

let app: NotificationMachinery;
let cleo: CuratorId;
/** Ada's, to which everybody may add. */
let collectionId: CollectionId;
/** Bob's. */
let cardId: CardId;

withNotificationMachinery(async (machinery) => {
  app = machinery;
  cleo = await app.enterCurator('cleo');
  collectionId = await app.createCollection(ada);
  cardId = await app.writeNote(bob);
  app.handedOver.length = 0;
});

const standing = async () =>
  (await app.notifications())
    .filter(({ retractedAt }) => retractedAt === null)
    .map(({ recipientId, kind, actorId, actorCount }) => [recipientId, kind, actorId, actorCount]);
const mute = async (curatorId: CuratorId, target = curatorTarget(ada)) =>
  void (await app.useCases.mute.execute({ curatorId, target })).unwrap();
const block = async (blockerId: CuratorId, curatorId: CuratorId) =>
  void (await app.useCases.block.execute({ blockerId, curatorId })).unwrap();

describe('who mutes a curator', () => {
  it('loses what the curator did, also what was read, and no more', async () => {
    for (const saver of [ada, cleo]) await app.saveAnothers(saver, cardId);
    await app.deliver();
    (await app.markAllRead.execute({ recipientId: bob, upTo: undefined })).unwrap();
    for (const follower of [cleo, ada]) await app.follow(follower, bob);
    await app.deliver();
    expect(await standing()).toEqual([
      [bob.value, 'CARD_SAVED', cleo.value, 2],
      [bob.value, 'FOLLOWED_YOU', ada.value, 2],
    ]);
    await mute(bob);
    await app.deliver();
    expect(await standing()).toEqual([
      [bob.value, 'CARD_SAVED', cleo.value, 1],
      [bob.value, 'FOLLOWED_YOU', cleo.value, 1],
    ]);
  });

  it('is not told of what the curator did before and what comes to be told after it', async () => {
    await app.follow(ada, bob);
    await mute(bob);
    await app.saveAnothers(ada, cardId);
    for (const reversed of [true, false]) {
      if (reversed) app.handedOver.reverse();
      await app.deliver();
      expect(await standing()).toEqual([]);
    }
    (await app.useCases.unmute.execute({ curatorId: bob, target: curatorTarget(ada) })).unwrap();
    await app.unfollow(ada, bob);
    await app.follow(ada, bob);
    await app.deliver();
    expect(await standing()).toEqual([[bob.value, 'FOLLOWED_YOU', ada.value, 1]]);
  });
});

describe('who mutes a collection', () => {
  it('is told of nothing that is done in it, of all else by the same curator', async () => {
    await app.collect(cleo, cardId, collectionId);
    await app.deliver();
    await mute(bob, collectionTarget(collectionId));
    await app.deliver();
    expect(await standing()).toEqual([[ada.value, 'CARD_ADDED_TO_YOUR_COLLECTION', cleo.value, 1]]);
    await app.collect(cleo, await app.writeNote(bob), collectionId);
    await app.saveAnothers(cleo, cardId);
    await app.deliver();
    expect((await standing()).filter(([recipientId]) => recipientId === bob.value)).toEqual([
      [bob.value, 'CARD_SAVED', cleo.value, 1],
    ]);
  });
});

describe('a block', () => {
  it('leaves neither of the two anything of the other, whoever of them blocks', async () => {
    const bobsCard = cardId;
    const adasCard = await app.writeNote(ada);
    await app.saveAnothers(ada, bobsCard);
    await app.saveAnothers(bob, adasCard);
    await app.saveAnothers(cleo, adasCard);
    await app.deliver();
    expect(await standing()).toEqual([
      [ada.value, 'CARD_SAVED', cleo.value, 2],
      [bob.value, 'CARD_SAVED', ada.value, 1],
    ]);
    await block(bob, ada);
    await app.deliver();
    expect(await standing()).toEqual([[ada.value, 'CARD_SAVED', cleo.value, 1]]);
    await app.remove(ada, bobsCard);
    await app.saveAnothers(ada, bobsCard);
    await app.remove(bob, adasCard);
    await app.saveAnothers(bob, adasCard);
    await app.deliver();
    expect(await standing()).toEqual([[ada.value, 'CARD_SAVED', cleo.value, 1]]);
  });
});
