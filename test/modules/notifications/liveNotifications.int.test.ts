import { describe, expect, it } from 'vitest';
import type { NotificationNotice } from '../../../src/modules/notifications/application/LiveNotifications.ts';
import { PrismaNotificationChangeLog } from '../../../src/modules/notifications/infrastructure/PrismaNotificationChangeLog.ts';
import { PrismaRecipientChanges } from '../../../src/modules/notifications/infrastructure/PrismaRecipientChanges.ts';
import type { CuratorId } from '../../../src/shared/domain/CuratorId.ts';
import { ada, bob } from '../../support/cards.ts';
import { eventually } from '../../support/eventually.ts';
import { liveInstance, read } from './liveInstance.ts';
import { type NotificationMachinery, withNotificationMachinery } from './notificationMachinery.ts';
import { addFollowers } from './rows.ts';

let app: NotificationMachinery;
let changeLog: PrismaNotificationChangeLog;
let recipientChanges: PrismaRecipientChanges;

withNotificationMachinery((machinery) => {
  app = machinery;
  changeLog = new PrismaNotificationChangeLog(app.database);
  recipientChanges = new PrismaRecipientChanges(app.database);
});

const save = (curatorId: CuratorId, path = '') => app.save(curatorId, { url: `https://example.org/${path}` });
const follow = (followerId: CuratorId, curatorId: CuratorId) => app.follow(followerId, curatorId);
const opsOf = (notices: readonly NotificationNotice[]) => notices.map(({ op }) => op);

describe('the log of changes', () => {
  it('gives positions to what is committed, as the sequencer asks for it', async () => {
    const begin = await changeLog.head();
    expect(begin).toMatchObject({ head: 0, minimum: 0 });
    expect(await changeLog.sequence(10)).toBeUndefined();

    for (const name of ['cleo', 'dan', 'eve']) await app.saveNotesOf(ada, [await app.enterCurator(name)]);
    await app.deliver();
    (await app.markAllRead.execute({ recipientId: ada, upTo: undefined })).unwrap();
    const first = await changeLog.sequence(3);
    const second = await changeLog.sequence(3);
    expect([first?.epoch, second?.epoch]).toEqual([begin.epoch, begin.epoch]);
    const ids = (await app.changes()).map(({ id }) => String(id));
    const added = (n: number) => ({ position: n, changeId: ids[n - 1], op: 'ADDED', recipientId: null });
    const allRead = { position: 4, changeId: ids[3], op: 'ALL_READ', recipientId: ada.value };
    expect([first?.changes, second?.changes]).toEqual([[added(1), added(2), added(3)], [allRead]]);

    expect(await changeLog.head()).toEqual({ ...begin, head: 4 });
    expect(await changeLog.read(0, 4, 10)).toEqual([added(1), added(2), added(3), allRead]);
    expect(await changeLog.read(1, 3, 10)).toEqual([added(2), added(3)]);
    expect(await changeLog.read(1, 4, 1)).toEqual([added(2)]);
  });

  it('gives none to what is not committed', async () => {
    await expect(
      app.database.inTransaction(async () => {
        await follow(bob, ada);
        await app.database.transaction.client.$executeRaw`INSERT INTO notification_changes (op) VALUES ('ADDED')`;
        expect(await changeLog.sequence(10)).toBeUndefined();
        throw new Error('changed my mind');
      }),
    ).rejects.toThrow('changed my mind');
    expect(await changeLog.sequence(10)).toBeUndefined();
  });
});

describe('what changes are to single recipients', () => {
  it('is looked up for those who are asked for, all at once', async () => {
    await follow(ada, bob);
    await follow(await app.enterCurator('cleo'), bob);
    app.handedOver.length = 0;
    await save(bob);
    await app.deliver();
    (await app.markAllRead.execute({ recipientId: ada, upTo: undefined })).unwrap();
    (await app.markAllRead.execute({ recipientId: bob, upTo: undefined })).unwrap();
    const { changes = [] } = (await changeLog.sequence(10)) ?? {};
    const [ofAda] = await app.notifications(ada.value);
    const expected = [
      { position: 1, op: 'ADDED', recipientId: ada.value, notificationId: ofAda?.id },
      { position: 2, op: 'ALL_READ', recipientId: ada.value, notificationId: null },
    ];
    expect(await recipientChanges.of(changes, [ada.value, bob.value])).toEqual(expected);
    expect(await recipientChanges.of(changes, [bob.value])).toEqual([]);
    expect(await recipientChanges.read(ada.value, 0, 2, 10)).toEqual(expected);
    expect(await recipientChanges.read(ada.value, 1, 2, 10)).toEqual(expected.slice(1));
    expect(await recipientChanges.read(ada.value, 0, 2, 1)).toEqual(expected.slice(0, 1));
    expect(await recipientChanges.read(bob.value, 0, 2, 10)).toEqual([]);
  });
});

describe('to very many recipients at once', () => {
  it.each([
    ['few', 100],
    ['many', 2_500],
  ])('changes of %s notifications are looked up all the same', async (_, followers) => {
    await addFollowers(app.database, bob, followers);
    await follow(ada, bob);
    await save(bob);
    await app.deliver('notify-followers-of-save');
    const { changes = [] } = (await changeLog.sequence(10)) ?? {};
    const strangers = Array.from({ length: 500 }, (__, n) => `did:plc:stranger${n}`);
    const asked = [...strangers, ada.value, 'did:plc:n1', `did:plc:n${followers}`];
    const found = await recipientChanges.of(changes, asked);
    expect(new Set(found.map(({ recipientId }) => recipientId))).toEqual(new Set(asked.slice(500)));
    expect(found.map(({ position }) => position)).toEqual(
      found.map(({ position }) => position).toSorted((a, b) => a - b),
    );
  });
});

describe('a subscriber', () => {
  it('hears of all that becomes of its notifications, live and again from a cursor', async () => {
    await using instance = await liveInstance(changeLog, recipientChanges);
    const sequence = async () => {
      const sequenced = await changeLog.sequence(100);
      if (sequenced) instance.log.accept(sequenced);
    };
    const begin = instance.cursor(0);
    const subscription = instance.live.subscribe(bob, begin);
    const heard = read(subscription);
    await subscription.started;

    await follow(bob, ada);
    await save(ada, '1');
    const cardId = await save(ada, '2');
    await app.deliver();
    await sequence();
    await eventually(() => expect(opsOf(heard)).toEqual(['ADDED', 'ADDED']));
    const [first, second] = await app.notifications(bob.value);
    expect(heard.map(({ notificationId }) => notificationId)).toEqual([first?.id, second?.id]);

    (await app.markRead.execute({ recipientId: bob, notificationIds: [first?.id ?? ''] })).unwrap();
    await app.remove(ada, cardId);
    await app.deliver();
    await sequence();
    await eventually(() => expect(opsOf(heard.slice(2))).toEqual(['UPDATED', 'REMOVED']));
    expect(heard.slice(2).map(({ notificationId }) => notificationId)).toEqual([first?.id, second?.id]);

    await save(ada, '3');
    await app.deliver();
    (await app.markAllRead.execute({ recipientId: bob, upTo: undefined })).unwrap();
    await sequence();
    await eventually(() => expect(opsOf(heard.slice(4))).toEqual(['ADDED', 'ALL_READ']));
    await subscription.return();

    const resumed = instance.live.subscribe(bob, heard[1]?.cursor);
    const heardAgain = read(resumed);
    await eventually(() => expect(heardAgain).toEqual(heard.slice(2)));
    await resumed.return();
    // From the beginning, of each notification what became of it last.
    const late = instance.live.subscribe(bob, begin);
    const heardLate = read(late);
    await eventually(() => expect(heardLate).toEqual(heard.slice(2)));
    await late.return();
  });

  it('hears of many read at once one by one, and may go on from any of them', async () => {
    await using instance = await liveInstance(changeLog, recipientChanges);
    for (const name of ['cleo', 'dan', 'eve']) await app.saveNotesOf(ada, [await app.enterCurator(name)]);
    await app.deliver();
    await changeLog.sequence(100);
    const ids = (await app.notifications(ada.value)).map(({ id }) => id);
    (await app.markRead.execute({ recipientId: ada, notificationIds: ids })).unwrap();
    await changeLog.sequence(100);
    const all = instance.live.subscribe(ada, instance.cursor(3));
    const heard = read(all);
    await eventually(() => expect(heard).toHaveLength(3));
    expect(new Set(heard.map(({ notificationId }) => notificationId))).toEqual(new Set(ids));
    await all.return();

    const rest = instance.live.subscribe(ada, heard[0]?.cursor);
    const heardRest = read(rest);
    await eventually(() => expect(heardRest).toEqual(heard.slice(1)));
    await rest.return();
  });
});
