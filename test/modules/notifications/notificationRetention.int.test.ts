import { describe, expect, it } from 'vitest';
import type { CardId } from '../../../src/modules/cards/index.ts';
import { notificationRetention } from '../../../src/modules/notifications/infrastructure/notificationRetention.ts';
import { PrismaNotificationChangeLog } from '../../../src/modules/notifications/infrastructure/PrismaNotificationChangeLog.ts';
import { PrismaRecipientChanges } from '../../../src/modules/notifications/infrastructure/PrismaRecipientChanges.ts';
import { CursorError } from '../../../src/shared/application/live/CursorError.ts';
import type { CuratorId } from '../../../src/shared/domain/CuratorId.ts';
import { ada, bob } from '../../support/cards.ts';
import { liveInstance } from './liveInstance.ts';
import { type NotificationMachinery, withNotificationMachinery } from './notificationMachinery.ts';

const keepDays = 30;

let app: NotificationMachinery;
let changeLog: PrismaNotificationChangeLog;
let recipientChanges: PrismaRecipientChanges;

withNotificationMachinery((machinery) => {
  app = machinery;
  changeLog = new PrismaNotificationChangeLog(app.database);
  recipientChanges = new PrismaRecipientChanges(app.database);
});

const retain = () => notificationRetention(app.database, keepDays).run();

/** As if they had been written, and retracted, before they would have been kept. */
async function age(upTo: number): Promise<void> {
  await app.database.client.$executeRaw`
    WITH old AS (
      UPDATE notification_changes SET changed_at = now() - ${keepDays + 1}::int * interval '1 day'
      WHERE position <= ${upTo} RETURNING id, changed_at
    )
    UPDATE notifications SET retracted_at = changed_at FROM old WHERE change_id = old.id AND retracted_at IS NOT NULL`;
}

/** Bob saves so many cards of Ada's, which is a change each. */
async function saved(count: number): Promise<readonly CardId[]> {
  const cardIds = await app.saveNotesOf(ada, Array<CuratorId>(count).fill(bob));
  await app.deliver();
  await changeLog.sequence(1_000);
  return cardIds;
}

const keptPositions = async () => (await app.changes()).map(({ position }) => position && Number(position));

describe('retention of changes', () => {
  it('removes the old ones, moves the minimum with them, and leaves what they told of', async () => {
    await saved(4);
    await age(3);
    await retain();
    expect(await keptPositions()).toEqual([4]);
    expect(await changeLog.head()).toMatchObject({ head: 4, minimum: 3 });
    expect(await app.notifications(ada.value)).toHaveLength(4);
  });

  it('never lets positions begin again, though all changes are gone', async () => {
    await saved(2);
    await age(2);
    await retain();
    expect(await changeLog.head()).toMatchObject({ head: 2, minimum: 2 });
    await saved(1);
    expect(await keptPositions()).toEqual([3]);
  });

  it('keeps a tombstone as long as a change names it', async () => {
    const [first, second, third] = await saved(3);
    if (!first || !second || !third) throw new Error('unreachable: three were saved');
    await app.remove(bob, first);
    await app.remove(bob, second);
    await app.deliver();
    await changeLog.sequence(10);
    const cardIds = async () => (await app.notifications(ada.value)).map(({ cardId }) => cardId);
    await app.database.client
      .$executeRaw`UPDATE notifications SET retracted_at = '2001-01-01' WHERE retracted_at IS NOT NULL`;
    await retain();
    expect(await cardIds()).toHaveLength(3);
    await age(4);
    await retain();
    expect(await cardIds()).toEqual([second.value, third.value]);
    await age(5);
    await retain();
    expect(await cardIds()).toEqual([third.value]);
  });
});

describe('subscribers and retention', () => {
  it('a cursor before the minimum has expired, one just at it goes on', async () => {
    await saved(5);
    await age(3);
    await retain();
    await using instance = await liveInstance(changeLog, recipientChanges);
    const expired = instance.live.subscribe(ada, instance.cursor(2));
    await expect(expired.next()).rejects.toMatchObject({ code: 'CURSOR_EXPIRED' });
    const resumed = instance.live.subscribe(ada, instance.cursor(3));
    expect((await resumed.next()).value).toMatchObject({ cursor: instance.cursor(4) });
    expect((await resumed.next()).value).toMatchObject({ cursor: instance.cursor(5) });
    await resumed.return();
  });

  it('one that retention overtakes while it pages is told so, and has no hole before it', async () => {
    const changes = 1_200;
    await manyChanges(changes);
    await using instance = await liveInstance(changeLog, recipientChanges);
    const paging = instance.live.subscribe(ada, instance.cursor(0));
    const cursors: string[] = [];
    for (let n = 0; n < 10; n += 1) cursors.push((await paging.next()).value?.cursor ?? '');
    await age(changes);
    await retain();
    await expect(
      (async () => {
        for await (const notice of paging) cursors.push(notice.cursor);
      })(),
    ).rejects.toThrow(new CursorError('CURSOR_EXPIRED'));
    expect(cursors.length).toBeLessThan(changes);
    expect(cursors).toEqual(cursors.map((_, index) => instance.cursor(index + 1)));
  });
});

/** To Ada, each about a notification of its own. */
async function manyChanges(count: number): Promise<void> {
  await app.database.client.$executeRaw`
    WITH changes AS (
      INSERT INTO notification_changes (op) SELECT 'ADDED' FROM generate_series(1, ${count}::int) RETURNING id
    )
    INSERT INTO notifications (recipient_id, correlation_id, kind, seq, actor_id, created_at, change_id)
    SELECT ${ada.value}, gen_random_uuid(), 'FOLLOWED_YOU', id, ${bob.value}, now(), id FROM changes`;
  await changeLog.sequence(count);
}
