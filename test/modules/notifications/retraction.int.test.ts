import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CardId, CardRemovedFromLibraryEvent } from '../../../src/modules/cards/index.ts';
import type { CuratorId } from '../../../src/shared/domain/CuratorId.ts';
import { ada, bob, noon } from '../../support/cards.ts';
import { metadata } from '../../support/events.ts';
import { type HandlerName, type NotificationMachinery, notificationMachinery } from './notificationMachinery.ts';
import { addFollowers } from './rows.ts';

let app: NotificationMachinery;
beforeEach(async () => {
  app = await notificationMachinery();
});
afterEach(async () => {
  const { failures } = app;
  await app[Symbol.asyncDispose]();
  expect(failures).toEqual([]);
});

const url = 'https://example.org/';
const save = async (curatorId: CuratorId = ada) => (await app.addUrl.execute({ curatorId, url })).unwrap().cardId;
const remove = async (cardId: CardId, curatorId: CuratorId = ada) =>
  (await app.removeCard.execute({ curatorId, cardId })).unwrap();
const follow = async (followerId: CuratorId, curatorId: CuratorId) =>
  (await app.follow.execute({ followerId, curatorId })).unwrap();
const unfollow = async (followerId: CuratorId, curatorId: CuratorId) =>
  (await app.unfollow.execute({ followerId, curatorId })).unwrap();
/** Holds what is due of a handler back. */
const holdBack = (handler: HandlerName) => {
  const held = app.handedOver.filter((due) => due.handler === handler);
  app.handedOver.splice(0, app.handedOver.length, ...app.handedOver.filter((due) => !held.includes(due)));
  return held;
};

describe('undoing a save', () => {
  it('retracts what is unread of it, and leaves a tombstone that the log of changes tells of', async () => {
    await follow(bob, ada);
    await follow(await app.enterCurator('cleo'), ada);
    app.handedOver.length = 0;
    const cardId = await save();
    await app.deliver();
    const [ofBob] = await app.notifications(bob.value);
    (await app.markRead.execute({ recipientId: bob, notificationIds: [ofBob?.id ?? ''] })).unwrap();
    await remove(cardId);
    await app.deliver();

    expect(await app.unread()).toEqual([]);
    const removed = (await app.changes()).filter(({ op }) => op === 'REMOVED');
    expect(removed).toMatchObject([{ recipientId: null }]);
    const event = await app.database.client.domainEvent.findFirstOrThrow({ where: { type: 'CardRemovedFromLibrary' } });
    expect(await app.notifications()).toMatchObject([
      { recipientId: bob.value, readAt: expect.any(Date), retractedAt: null },
      { recipientId: 'did:plc:cleo', readAt: null, retractedAt: event.occurredAt, changeId: removed[0]?.id },
    ]);
  });

  it('retracts nothing of others, and nothing of other cards', async () => {
    await follow(bob, ada);
    app.handedOver.length = 0;
    (await app.addUrl.execute({ curatorId: ada, url: 'https://example.org/other' })).unwrap();
    const cardId = await save();
    (await app.addCard.execute({ curatorId: bob, cardId })).unwrap();
    await app.deliver();
    await remove(cardId);
    await app.deliver();
    expect(await app.unread()).toEqual(['did:plc:ada CARD_SAVED', 'did:plc:bob FOLLOWED_CURATOR_ADDED']);
  });

  it('changes nothing the second time', async () => {
    await follow(bob, ada);
    app.handedOver.length = 0;
    const cardId = await save();
    await app.deliver();
    await remove(cardId);
    const event = new CardRemovedFromLibraryEvent(cardId, ada, noon());
    const retract = () =>
      app.database.inTransaction(() => app.handlers['retract-saved'].handle(event, metadata(1_000), undefined));
    await retract();
    const before = [await app.notifications(), await app.changes()];
    expect(before).toMatchObject([[{ retractedAt: noon() }], [{ op: 'ADDED' }, { op: 'REMOVED' }]]);
    await retract();
    expect([await app.notifications(), await app.changes()]).toEqual(before);
  });

  it('goes in pages of a thousand', async () => {
    await addFollowers(app.database, ada, 2_500);
    const cardId = await save();
    await app.deliver();
    await remove(cardId);
    const counts: number[] = [];
    for (let [due] = app.handedOver.splice(0, 1); due; [due] = app.handedOver.splice(0, 1)) {
      await app.executor.execute(due);
      counts.push((await app.unread()).length);
    }
    expect(counts).toEqual([1_500, 500, 0]);
    expect((await app.changes()).filter(({ op }) => op === 'REMOVED')).toHaveLength(3);
  });

  it('does not reach what was saved again after it, and a saving again is told anew', async () => {
    await follow(bob, ada);
    app.handedOver.length = 0;
    const first = await save();
    (await app.addCard.execute({ curatorId: bob, cardId: first })).unwrap();
    await app.deliver();
    await remove(first);
    const retraction = holdBack('retract-saved');
    (await app.addCard.execute({ curatorId: ada, cardId: first })).unwrap();
    await app.deliver();
    app.handedOver.push(...retraction);
    await app.deliver();
    expect(await app.notifications(bob.value)).toMatchObject([
      { retractedAt: expect.any(Date) },
      { retractedAt: null },
    ]);
  });

  it('tells each of several notifications of one recipient by a change of its own', async () => {
    await follow(bob, ada);
    app.handedOver.length = 0;
    const cardId = await save();
    (await app.addCard.execute({ curatorId: bob, cardId })).unwrap();
    await app.deliver();
    await remove(cardId);
    const firstRetraction = holdBack('retract-saved');
    (await app.addCard.execute({ curatorId: ada, cardId })).unwrap();
    await app.deliver();
    await remove(cardId);
    await app.deliver();
    const removed = (await app.changes()).filter(({ op }) => op === 'REMOVED');
    const tombstones = await app.notifications(bob.value);
    expect([tombstones.length, removed.length]).toEqual([2, 2]);
    expect(new Set(tombstones.map(({ changeId }) => changeId))).toEqual(new Set(removed.map(({ id }) => id)));

    app.handedOver.push(...firstRetraction);
    await app.deliver();
    expect((await app.changes()).filter(({ op }) => op === 'REMOVED')).toEqual(removed);
  });
});

describe('undoing a follow', () => {
  it('retracts that it was told, while unread; following again is told again', async () => {
    await follow(bob, ada);
    await app.deliver();
    await unfollow(bob, ada);
    await app.deliver();
    expect(await app.unread()).toEqual([]);

    await follow(bob, ada);
    await app.deliver();
    expect(await app.unread()).toEqual(['did:plc:ada FOLLOWED_YOU']);
    (await app.markAllRead.execute({ recipientId: ada, upTo: undefined })).unwrap();
    await unfollow(bob, ada);
    await app.deliver();
    expect(await app.notifications()).toMatchObject([
      { retractedAt: expect.any(Date) },
      { readAt: expect.any(Date), retractedAt: null },
    ]);
  });

  it('retracts nothing of other followers, and nothing that they saved', async () => {
    const cleo = await app.enterCurator('cleo');
    await save();
    await follow(bob, ada);
    await follow(cleo, ada);
    app.handedOver.splice(0, 2);
    await save(bob);
    await app.deliver();
    await unfollow(bob, ada);
    await app.deliver();
    expect(await app.unread()).toEqual(['did:plc:ada CARD_SAVED', 'did:plc:ada FOLLOWED_YOU']);
    expect((await app.notifications()).filter(({ retractedAt }) => retractedAt)).toMatchObject([
      { actorId: bob.value },
    ]);
  });
});
