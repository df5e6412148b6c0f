import { describe, expect, it } from 'vitest';
import { type CardId, CardRemovedFromLibraryEvent } from '../../../src/modules/cards/index.ts';
import { CollectionDeletedEvent, type CollectionId } from '../../../src/modules/collections/index.ts';
import { Retract } from '../../../src/modules/notifications/application/Retract.ts';
import { PrismaRetraction } from '../../../src/modules/notifications/infrastructure/PrismaRetraction.ts';
import { inDeletedCollection } from '../../../src/modules/notifications/infrastructure/undone.ts';
import type { KeyRange } from '../../../src/shared/application/EventHandler.ts';
import { CuratorId } from '../../../src/shared/domain/CuratorId.ts';
import { ada, bob, noon } from '../../support/cards.ts';
import { metadata } from '../../support/events.ts';
import { drifted } from './inconsistencies.ts';
import { type NotificationMachinery, withNotificationMachinery } from './notificationMachinery.ts';
import { addFollowers, addTold } from './rows.ts';

let app: NotificationMachinery;
withNotificationMachinery((machinery) => {
  app = machinery;
});

const url = 'https://example.org/';
const save = (curatorId: CuratorId = ada) => app.save(curatorId, { url });
const remove = (cardId: CardId, curatorId: CuratorId = ada) => app.remove(curatorId, cardId);
const follow = (followerId: CuratorId, curatorId: CuratorId) => app.follow(followerId, curatorId);
const unfollow = (followerId: CuratorId, curatorId: CuratorId) => app.unfollow(followerId, curatorId);
const holdBack = (handler: string) => app.holdBack(handler);

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
    expect(await app.notifications()).toMatchObject([
      { recipientId: bob.value, readAt: expect.any(Date), retractedAt: null },
      { recipientId: 'did:plc:cleo', readAt: null, retractedAt: expect.any(Date), changeId: removed[0]?.id },
    ]);
  });

  it('retracts nothing of others, and nothing of other cards', async () => {
    await follow(bob, ada);
    app.handedOver.length = 0;
    await app.save(ada, { url: 'https://example.org/other' });
    const cardId = await save();
    await app.saveAnothers(bob, cardId);
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
      app.database.inTransaction(() => app.handlerOf('retract-saved').handle(event, metadata(1_000), undefined));
    await retract();
    const before = [await app.notifications(), await app.changes()];
    expect(before).toMatchObject([[{ retractedAt: expect.any(Date) }], [{ op: 'ADDED' }, { op: 'REMOVED' }]]);
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
    await app.saveAnothers(bob, first);
    await app.deliver();
    await remove(first);
    const retraction = holdBack('retract-saved');
    await app.saveAnothers(ada, first);
    await app.deliver();
    app.handedOver.push(...retraction);
    await app.deliver();
    expect(await app.notifications(bob.value)).toMatchObject([{ retractedAt: null, actorCount: 1 }]);
    expect((await app.causes()).filter(({ recipientId }) => recipientId === bob.value)).toHaveLength(1);
  });

  it('goes together where several are undone at once, in one batch', async () => {
    await addFollowers(app.database, ada, 5);
    await addFollowers(app.database, bob, 3);
    const [adas, bobs] = [await save(ada), await app.save(bob, { url: 'https://example.org/other' })];
    await app.deliver();
    await remove(adas, ada);
    await remove(bobs, bob);
    await app.executor.executeAll('retract-saved', app.holdBack('retract-saved'));
    expect(await app.unread()).toEqual([]);
    // Of two that some had, each by a change of its own.
    expect((await app.changes()).filter(({ op }) => op === 'REMOVED')).toHaveLength(2);
  });

  it('takes its maker out of what others did, too: the last one removes it', async () => {
    const cleo = await app.enterCurator('cleo');
    const first = await app.writeNote(ada);
    await app.saveAnothers(bob, first);
    await app.saveAnothers(cleo, first);
    await app.deliver();
    expect(await app.notifications(ada.value)).toMatchObject([{ actorId: cleo.value, actorCount: 2 }]);
    await remove(first, cleo);
    await app.deliver();
    expect(await app.notifications(ada.value)).toMatchObject([
      { actorId: bob.value, actorCount: 1, retractedAt: null },
    ]);
    await remove(first, bob);
    await app.deliver();
    expect(await app.notifications(ada.value)).toMatchObject([{ actorCount: 0, retractedAt: expect.any(Date) }]);
    expect((await app.changes()).map(({ op }) => op)).toEqual(['ADDED', 'UPDATED', 'UPDATED', 'REMOVED']);
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
    expect((await app.notifications(ada.value)).filter(({ kind }) => kind === 'FOLLOWED_YOU')).toMatchObject([
      { actorId: cleo.value, actorCount: 1 },
    ]);
  });
});

describe('a collection of which many were told much', () => {
  const sizes = { recipientsPerPage: 4, causesPerPage: 10, causesPerSplit: 60 };
  const retraction = () =>
    new Retract(
      new PrismaRetraction({ database: app.database, undone: inDeletedCollection, onChanged() {}, ...sizes }),
    );

  /** Takes back page by page, whatever is left last, and gives how many causes each took. */
  async function takeBack(collectionId: CollectionId): Promise<number[]> {
    const event = new CollectionDeletedEvent(collectionId, ada, noon());
    const due: (KeyRange | undefined)[] = [undefined];
    const taken: number[] = [];
    while (due.length > 0) {
      const before = await app.database.client.notificationCause.count();
      const page = due.pop();
      const further = await app.database.inTransaction(() => retraction().handle(event, metadata(1_000_000), page));
      due.push(...further);
      taken.push(before - (await app.database.client.notificationCause.count()));
    }
    return taken;
  }

  it('is taken back in pages of few causes, however many a recipient has; what was read stays', async () => {
    const collectionId = await app.createCollection(ada);
    const causes = [1, 1, 1, 1, 1, 1, 47, 9, 3, 3, 3, 3, 80, 1, 12];
    const recipients = await addTold(app.database, { collectionId, actorId: ada, causes });
    const [readBy = '', hasMany = ''] = [recipients[7], recipients[12]];
    (await app.markAllRead.execute({ recipientId: CuratorId.create(readBy).unwrap(), upTo: undefined })).unwrap();
    const taken = await takeBack(collectionId);
    expect(Math.max(...taken)).toBe(sizes.causesPerPage);
    expect(taken.reduce((sum, count) => sum + count)).toBe(167 - 9);
    expect(await app.unread()).toEqual([]);
    expect(await app.causes()).toMatchObject(Array.from({ length: 9 }, () => ({ recipientId: readBy })));
    expect(await app.notifications(hasMany)).toMatchObject([{ actorCount: 0, retractedAt: expect.any(Date) }]);
    expect(await drifted(app.database, recipients)).toEqual([]);
  });
});
