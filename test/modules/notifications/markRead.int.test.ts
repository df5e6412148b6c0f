import { describe, expect, it } from 'vitest';
import type { CardId } from '../../../src/modules/cards/index.ts';
import type { ReadUpTo } from '../../../src/modules/notifications/application/NotificationStore.ts';
import type { CuratorId } from '../../../src/shared/domain/CuratorId.ts';
import { ada, bob } from '../../support/cards.ts';
import { eventually } from '../../support/eventually.ts';
import { type NotificationMachinery, withNotificationMachinery } from './notificationMachinery.ts';
import { blockedBackends } from './rows.ts';

let app: NotificationMachinery;
/** Ada's, in the order of the list, oldest first: of three who saved a card of hers each. */
let ids: readonly string[];
let bobsId: string;
/** The first of the three, and the card. */
let cleo: CuratorId;
let cleosCard: CardId | undefined;

withNotificationMachinery(async (machinery) => {
  app = machinery;
  const savers = [await app.enterCurator('cleo'), await app.enterCurator('dan'), await app.enterCurator('eve')];
  [cleo = ada] = savers;
  [cleosCard] = await app.saveNotesOf(ada, savers);
  await app.follow(ada, bob);
  await app.deliver();
  ids = (await app.notifications(ada.value)).map(({ id }) => id);
  bobsId = (await app.notifications(bob.value))[0]?.id ?? '';
  expect([ids.length, bobsId]).toEqual([3, expect.stringMatching(/.+/)]);
});

const id = (n: number): string => ids[n] ?? '';
const read = (notificationIds: string[], recipientId: CuratorId = ada) =>
  app.markRead.execute({ recipientId, notificationIds });
const readAll = async (upTo?: ReadUpTo) => (await app.markAllRead.execute({ recipientId: ada, upTo })).unwrap();
const everything = async () => [await app.notifications(), await app.changes()];
const newChanges = async () => (await app.changes()).filter(({ op }) => op !== 'ADDED');

describe('marking some as read', () => {
  it('marks these, and tells each by a change of its own', async () => {
    expect((await read([id(0), id(2), id(0)])).unwrap()).toEqual({ unreadCount: 1, unseenCount: 1 });
    const rows = await app.notifications(ada.value);
    expect(rows.map(({ readAt }) => readAt !== null)).toEqual([true, false, true]);
    const changes = await newChanges();
    expect(changes).toMatchObject([
      { op: 'UPDATED', recipientId: ada.value },
      { op: 'UPDATED', recipientId: ada.value },
    ]);
    expect(new Set([rows[0]?.changeId, rows[2]?.changeId])).toEqual(new Set(changes.map((change) => change.id)));
    expect(app.commitsWithChanges).toBe(5);
  });

  it('again changes nothing', async () => {
    await read([id(0)]);
    const before = await everything();
    expect((await read([id(0)])).unwrap()).toEqual({ unreadCount: 2, unseenCount: 2 });
    expect(await everything()).toEqual(before);
  });

  it("refuses if one is another's, unknown or malformed, and then changes nothing", async () => {
    const before = await everything();
    for (const strange of [bobsId, '01900000-0000-7000-8000-000000000001', 'x', id(1).toUpperCase(), "'; --\0"]) {
      expect(await read([id(0), strange])).toMatchObject({
        ok: false,
        error: { kind: 'notification-not-found', notificationIds: [strange] },
      });
    }
    expect(await everything()).toEqual(before);
  });

  it('of none gives the count', async () => {
    expect((await read([])).unwrap()).toEqual({ unreadCount: 3, unseenCount: 3 });
    expect(await newChanges()).toEqual([]);
  });

  it('passes over what was retracted meanwhile', async () => {
    if (cleosCard) await app.remove(cleo, cleosCard);
    await app.deliver();
    expect((await read([id(0), id(1)])).unwrap()).toEqual({ unreadCount: 1, unseenCount: 1 });
    expect(await app.notifications(ada.value)).toMatchObject([{ readAt: null }, { readAt: expect.any(Date) }, {}]);
  });
});

describe('marking some as seen', () => {
  const see = async (notificationIds: string[]) =>
    (await app.markSeen.execute({ recipientId: ada, notificationIds })).unwrap();

  it('leaves them unread, and tells each by a change of its own', async () => {
    expect(await see([id(0), id(2)])).toEqual({ unreadCount: 3, unseenCount: 1 });
    const rows = await app.notifications(ada.value);
    expect(rows.map(({ seenAt, readAt }) => [seenAt !== null, readAt])).toEqual([
      [true, null],
      [false, null],
      [true, null],
    ]);
    expect((await newChanges()).map(({ op }) => op)).toEqual(['UPDATED', 'UPDATED']);
  });

  it('again, and of what was read, changes nothing', async () => {
    await see([id(0)]);
    await read([id(1)]);
    const before = await everything();
    expect(await see([id(0), id(1)])).toEqual({ unreadCount: 2, unseenCount: 1 });
    expect(await everything()).toEqual(before);
  });

  it("refuses if one is another's, and then changes nothing", async () => {
    const before = await everything();
    expect(await app.markSeen.execute({ recipientId: ada, notificationIds: [id(0), bobsId] })).toMatchObject({
      error: { kind: 'notification-not-found', notificationIds: [bobsId] },
    });
    expect(await everything()).toEqual(before);
  });

  it('is over when another joins', async () => {
    await see([id(0)]);
    if (cleosCard) await app.saveAnothers(bob, cleosCard);
    await app.deliver();
    expect(await app.notifications(ada.value)).toContainEqual(
      expect.objectContaining({ id: id(0), seenAt: null, actorCount: 2, actorId: bob.value }),
    );
  });
});

describe('marking all as read', () => {
  it('marks them and tells it by one change, which no notification names', async () => {
    expect(await readAll()).toEqual({ unreadCount: 0, unseenCount: 0 });
    expect(await newChanges()).toMatchObject([{ op: 'ALL_READ', recipientId: ada.value }]);
    expect(await app.unread()).toEqual(['did:plc:bob FOLLOWED_YOU']);
  });

  it('up to one marks that one and those before it', async () => {
    const [, second] = await app.notifications(ada.value);
    expect(await readAll(second)).toEqual({ unreadCount: 1, unseenCount: 1 });
    const rows = await app.notifications(ada.value);
    expect(rows.map(({ readAt }) => readAt !== null)).toEqual([true, true, false]);
  });

  it('again changes nothing', async () => {
    await readAll();
    const before = await everything();
    expect(await readAll()).toEqual({ unreadCount: 0, unseenCount: 0 });
    expect(await everything()).toEqual(before);
  });
});

describe('reading and retracting at the same time', () => {
  it('what was read first stays', async () => {
    if (cleosCard) await app.remove(cleo, cleosCard);
    const [marked, commit] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const reading = app.database.inTransaction(async () => {
      await readAll();
      marked.resolve();
      await commit.promise;
    });
    await marked.promise;
    const retracting = app.deliver('retract-saved');
    await eventually(async () => (await blockedBackends(app.database)) === 1);
    commit.resolve();
    await Promise.all([reading, retracting]);
    expect(await app.notifications(ada.value)).toMatchObject([
      { readAt: expect.any(Date), retractedAt: null },
      { readAt: expect.any(Date) },
      { readAt: expect.any(Date) },
    ]);
    expect((await newChanges()).map(({ op }) => op)).toEqual(['ALL_READ']);
  });
});
