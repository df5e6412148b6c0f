import { beforeEach, describe, expect, it } from 'vitest';
import { MarkNotifications } from '../../../src/modules/notifications/application/MarkNotifications.ts';
import { SetNotificationPreference } from '../../../src/modules/notifications/application/SetNotificationPreference.ts';
import type { NotificationId } from '../../../src/modules/notifications/domain/NotificationId.ts';
import type { NotificationKind } from '../../../src/modules/notifications/domain/NotificationKind.ts';
import type { UnitOfWork } from '../../../src/shared/application/UnitOfWork.ts';
import { ada, bob, noon } from '../../support/cards.ts';

const unitOfWork: UnitOfWork = { run: (_actorId, work) => work() };
const clock = { now: () => noon() };

describe('a preference', () => {
  const off = { curatorId: ada, kind: 'CARD_SAVED', isOn: false } as const;
  let kinds: Map<NotificationKind, boolean>;
  let setPreference: SetNotificationPreference;
  beforeEach(() => {
    kinds = new Map();
    const preferences = {
      async set(curatorId: string, kind: NotificationKind, isOn: boolean) {
        if (curatorId === ada.value) kinds.set(kind, isOn);
        return curatorId === ada.value;
      },
    };
    setPreference = new SetNotificationPreference(preferences, unitOfWork);
  });

  it('is of one kind, and is what was decided last', async () => {
    for (const isOn of [false, false, true]) {
      expect((await setPreference.execute({ ...off, isOn })).unwrap()).toEqual({ kind: 'CARD_SAVED', isOn });
      expect([...kinds]).toEqual([['CARD_SAVED', isOn]]);
    }
  });

  it('is refused for who is not there', async () => {
    expect(await setPreference.execute({ ...off, curatorId: bob })).toMatchObject({
      ok: false,
      error: { kind: 'curator-not-found', curatorId: bob.value },
    });
    expect(kinds.size).toBe(0);
  });
});

describe.each(['Read', 'Seen'] as const)('marking notifications: %s', (what) => {
  const [own, other, foreign] = ['1', '2', '3'].map((n) => `0000000${n}-0000-4000-8000-000000000000`);
  let marked: Map<string, { readonly what: string; readonly at: Date }>;
  beforeEach(() => {
    marked = new Map();
  });

  const mark = (as: string) => async (recipientId: string, ids: readonly NotificationId[], at: Date) => {
    if (recipientId === ada.value) for (const { value } of ids) marked.set(value, { what: as, at });
  };
  const notifications = {
    findForeign: async (_recipientId: string, ids: readonly NotificationId[]) =>
      ids.map(({ value }) => value).filter((id) => id === foreign),
    markRead: mark('Read'),
    markSeen: mark('Seen'),
    countUnread: async () => ({ unreadCount: 2 - marked.size, unseenCount: 0 }),
  };
  const execute = (...ids: (string | undefined)[]) =>
    new MarkNotifications(notifications, `mark${what}`, unitOfWork, clock).execute({
      recipientId: ada,
      notificationIds: ids.filter((id) => id !== undefined),
    });

  it('marks those that are named, at that time, and says what is left', async () => {
    expect((await execute(own)).unwrap()).toEqual({ unreadCount: 1, unseenCount: 0 });
    expect([...marked]).toEqual([[own, { what, at: noon() }]]);
    expect((await execute(own, other)).unwrap()).toEqual({ unreadCount: 0, unseenCount: 0 });
  });

  it('marks none if one is not found', async () => {
    for (const strange of [foreign, 'malformed', own?.replace('0000-4', 'x')])
      expect(await execute(own, strange)).toMatchObject({
        error: { kind: 'notification-not-found', notificationIds: [strange] },
      });
    expect(marked.size).toBe(0);
  });
});
