import type {
  NotificationChange,
  NotificationChangeOp,
  RecipientChange,
} from '../../../src/modules/notifications/application/NotificationChange.ts';
import type { RecipientChanges } from '../../../src/modules/notifications/application/RecipientChanges.ts';
import type { SequencedChanges } from '../../../src/shared/application/live/ChangeLog.ts';
import { InMemoryChangeLog } from '../../support/live/InMemoryChangeLog.ts';

/** Notifications and their log as the database keeps them: each notification names the change that last concerned it. */
export class InMemoryNotifications implements RecipientChanges {
  readonly log = new InMemoryChangeLog<NotificationChange>((change, position) => ({ ...change, position }));
  /** Awaited by each look-up before it looks, and before it answers. */
  step: () => Promise<void> = async () => {};
  /** Whom the look-ups asked for. */
  readonly lookUps: (readonly string[])[] = [];
  readonly #notifications = new Map<string, { readonly recipientId: string; changeId: string }>();
  #ids = 0;

  /** Commits a change of one notification for each of the recipients, and gives it its position. */
  change(op: NotificationChangeOp, ...recipientIds: readonly string[]): SequencedChanges<NotificationChange> {
    this.#ids += 1;
    const changeId = String(1_000 + this.#ids);
    const [only = null] = op === 'ALL_READ' ? recipientIds : [];
    if (op !== 'ALL_READ') {
      for (const recipientId of recipientIds)
        this.#notifications.set(`${changeId} ${recipientId}`, { recipientId, changeId });
    }
    return this.#commit({ changeId, op, recipientId: only });
  }

  /** The same for a notification that there is. */
  changeAgain(op: NotificationChangeOp, notificationId: string): SequencedChanges<NotificationChange> {
    const notification = this.#notifications.get(notificationId);
    if (!notification) throw new Error(`there is no notification ${notificationId}`);
    this.#ids += 1;
    notification.changeId = String(1_000 + this.#ids);
    return this.#commit({ changeId: notification.changeId, op, recipientId: null });
  }

  async of(
    changes: readonly NotificationChange[],
    recipientIds: readonly string[],
  ): Promise<readonly RecipientChange[]> {
    this.lookUps.push(recipientIds);
    await this.step();
    const found = changes.flatMap((change) => this.#recipientChanges(change));
    await this.step();
    return found.filter(({ recipientId }) => recipientIds.includes(recipientId));
  }

  async read(recipientId: string, after: number, upTo: number, limit: number): Promise<readonly RecipientChange[]> {
    await this.step();
    const changes = await this.log.read(after, upTo, Number.MAX_SAFE_INTEGER);
    const found = changes.flatMap((change) => this.#recipientChanges(change));
    await this.step();
    return found.filter((change) => change.recipientId === recipientId).slice(0, limit);
  }

  #commit(change: Omit<NotificationChange, 'position'>): SequencedChanges<NotificationChange> {
    this.log.write(change).commit();
    const sequenced = this.log.sequenceNow(1);
    if (!sequenced) throw new Error('a committed change was not sequenced');
    return sequenced;
  }

  #recipientChanges({ position, changeId, op, recipientId }: NotificationChange): RecipientChange[] {
    if (recipientId !== null) return [{ position, op, recipientId, notificationId: null }];
    const named = [...this.#notifications].filter(([, notification]) => notification.changeId === changeId);
    return named.map(([id, notification]) => ({
      position,
      op,
      recipientId: notification.recipientId,
      notificationId: id,
    }));
  }
}
