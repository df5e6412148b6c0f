import { describe, expect, it } from 'vitest';
import type { CardId } from '../../../src/modules/cards/index.ts';
import { lockRecipient } from '../../../src/modules/notifications/infrastructure/lockedRecipients.ts';
import type { CuratorId } from '../../../src/shared/domain/CuratorId.ts';
import { ada, bob } from '../../support/cards.ts';
import { eventually } from '../../support/eventually.ts';
import { type NotificationMachinery, withNotificationMachinery } from './notificationMachinery.ts';
import { addFollowers, blockedBackends } from './rows.ts';

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

it('who is muted while they are being told of is told of no more: muting waits, and it is taken back', async () => {
  await follow(bob, ada);
  const [due] = holdBack('notify-followed');
  const [told, commit] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const telling = app.database.inTransaction(async () => {
    const delivery = due && (await app.outbox.fence(due));
    if (!delivery) throw new Error('there is nothing to tell');
    await app.handlerOf('notify-followed').handle(app.decode(delivery), delivery, delivery.page);
    told.resolve();
    await commit.promise;
  });
  await told.promise;
  const muting = app.mute(ada, bob);
  await eventually(async () => (await blockedBackends(app.database)) === 1);
  commit.resolve();
  await Promise.all([telling, muting]);
  await app.deliver('retract-muted');
  expect(await app.notifications()).toMatchObject([{ retractedAt: expect.any(Date) }]);
});

it('who is muted by somebody whose commit stalls is not told of meanwhile: whoever comes to tell it waits', async () => {
  const [muted, commit] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const muting = app.database.inTransaction(async () => {
    await app.mute(ada, bob);
    muted.resolve();
    await commit.promise;
  });
  await muted.promise;
  // After the mute in the order of events: taking back what was before it would leave it standing.
  await follow(bob, ada);
  const telling = app.deliver('notify-followed');
  await eventually(async () => (await blockedBackends(app.database)) === 1);
  commit.resolve();
  await Promise.all([muting, telling]);
  await app.deliver();
  expect(await app.unread()).toEqual([]);
});

describe('a block', () => {
  /** Does this in a transaction that fails where it would wait for a lock: long before PostgreSQL looks for a circle, and picks one of it to fail. */
  function waitingForNobody(first: () => Promise<unknown>, then: () => Promise<unknown>) {
    const [begun, goOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const done = app.database.inTransaction(async ({ client }) => {
      await client.$executeRaw`SET LOCAL lock_timeout = '300ms'`;
      await first();
      begun.resolve();
      await goOn.promise;
      await then();
    });
    return { begun: begun.promise, goOn: goOn.resolve, done };
  }

  it('waits for who is just telling one of the two of the other, who never waits for it', async () => {
    await follow(ada, bob);
    const [due] = holdBack('notify-followed');
    const telling = waitingForNobody(
      () => lockRecipient(app.database.transaction.client, bob.value),
      async () => {
        const delivery = due && (await app.outbox.fence(due));
        if (!delivery) throw new Error('there is nothing to tell');
        await app.handlerOf('notify-followed').handle(app.decode(delivery), delivery, delivery.page);
      },
    );
    await telling.begun;
    const blocking = app.block(ada, bob);
    await eventually(async () => (await blockedBackends(app.database)) === 1);
    telling.goOn();
    await Promise.all([telling.done, blocking]);
    await app.deliver();
    expect(await app.unread()).toEqual([]);
  });

  it('does not wait for who has saved something, and refuses that it is added to a collection of the other', async () => {
    const collectionId = await app.createCollection(ada);
    const cardId = await save();
    const saving = waitingForNobody(
      () => app.saveAnothers(bob, cardId),
      async () => {
        const added = await app.useCases.addCardToCollection.execute({ curatorId: bob, cardId, collectionId });
        expect(added).toMatchObject({ ok: false, error: { kind: 'blocked' } });
      },
    );
    await saving.begun;
    const blocking = app.block(ada, bob);
    await Promise.race([blocking, eventually(async () => (await blockedBackends(app.database)) === 1)]);
    saving.goOn();
    await Promise.all([saving.done, blocking]);
  });

  it('waits for what it would refuse, and ends it', async () => {
    const [followed, commit] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const following = app.database.inTransaction(async () => {
      await follow(bob, ada);
      followed.resolve();
      await commit.promise;
    });
    await followed.promise;
    const blocking = app.block(ada, bob);
    await eventually(async () => (await blockedBackends(app.database)) === 1);
    commit.resolve();
    await Promise.all([following, blocking]);
    expect(await app.database.client.follow.findMany()).toEqual([]);
  });
});

describe('an undo that overtakes', () => {
  it('leaves nothing of what was not told yet', async () => {
    await follow(bob, ada);
    await unfollow(bob, ada);
    await follow(bob, ada);
    app.handedOver.splice(2);
    const cardId = await save();
    await remove(cardId);
    app.handedOver.reverse();
    await app.deliver();
    expect(await app.notifications()).toEqual([]);
    expect(await app.changes()).toEqual([]);
  });

  it('leaves nothing of the pages that come after it', async () => {
    await addFollowers(app.database, ada, 2_500);
    const cardId = await save();
    const [pageZero] = holdBack('notify-followers-of-save');
    if (pageZero) await app.executor.execute(pageZero);
    const furtherPages = holdBack('notify-followers-of-save');
    expect(furtherPages).toHaveLength(2);
    await remove(cardId);
    await app.deliver();
    app.handedOver.push(...furtherPages);
    await app.deliver();
    expect(await app.notifications()).toHaveLength(1_000);
    expect(await app.unread()).toEqual([]);
  });

  it('leaves nothing of a first time when there is a second', async () => {
    await follow(bob, ada);
    const [firstFollow] = holdBack('notify-followed');
    const cardId = await save();
    await app.saveAnothers(bob, cardId);
    const [firstSave] = holdBack('notify-followers-of-save');
    app.handedOver.length = 0;
    await remove(cardId);
    await app.saveAnothers(ada, cardId);
    await unfollow(bob, ada);
    await follow(bob, ada);
    app.handedOver.push(...[firstFollow, firstSave].filter((due) => due !== undefined));
    await app.deliver();
    // Bob keeps the link, by Ada's card: that she saved it again concerns him by itself.
    expect(await app.notifications()).toMatchObject([{ kind: 'FOLLOWED_YOU' }, { kind: 'CARD_SAVED' }]);
  });

  const undoings = [
    {
      what: 'a save',
      handler: 'notify-followers-of-save',
      cause: async () => {
        await follow(bob, ada);
        const cardId = await save();
        return () => remove(cardId);
      },
    },
    {
      what: 'a follow',
      handler: 'notify-followed',
      cause: async () => {
        await follow(bob, ada);
        return () => unfollow(bob, ada);
      },
    },
  ] as const;

  describe.each(undoings)('$what', ({ handler, cause }) => {
    it('is waited for: nothing is written once it is committed', async () => {
      const undo = await cause();
      const [page] = holdBack(handler);
      app.handedOver.length = 0;
      const [undone, commit] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      const undoing = app.database.inTransaction(async () => {
        await undo();
        undone.resolve();
        await commit.promise;
      });
      await undone.promise;
      const running = page && app.executor.execute(page);
      await eventually(async () => (await blockedBackends(app.database)) === 1);
      commit.resolve();
      await Promise.all([undoing, running]);
      await app.deliver();
      expect(await app.notifications()).toEqual([]);
    });

    it('waits, and then retracts what was written', async () => {
      const undo = await cause();
      const [page] = holdBack(handler);
      app.handedOver.length = 0;
      const [told, commit] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      const handle = page && app.registry.queuedRoute(page.handler)?.handle;
      const telling = app.database.inTransaction(async () => {
        const delivery = page && (await app.outbox.fence(page));
        if (!delivery || !handle) throw new Error('there is nothing to tell');
        await handle(app.decode(delivery), { ...delivery, eventId: page.eventId }, delivery.page);
        told.resolve();
        await commit.promise;
      });
      await told.promise;
      const undoing = undo();
      await eventually(async () => (await blockedBackends(app.database)) === 1);
      commit.resolve();
      await Promise.all([telling, undoing]);
      expect(await app.notifications()).toMatchObject([{ retractedAt: null }]);
      await app.deliver();
      expect(await app.notifications()).toMatchObject([{ retractedAt: expect.any(Date) }]);
    });
  });
});
