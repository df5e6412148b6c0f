import { encodeLiveCursor } from '../../../shared/application/live/LiveCursor.ts';
import { PullableTail } from '../../../shared/application/live/PullableTail.ts';
import type { TailedLog } from '../../../shared/application/live/TailedLog.ts';
import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import type { ConnectedRecipients } from './ConnectedRecipients.ts';
import type { NotificationChangeOp, RecipientChange } from './NotificationChange.ts';
import type { RecipientChanges } from './RecipientChanges.ts';
import { RecipientInterest } from './RecipientInterest.ts';

/** Of the LiveLog behind it: in cursors and on the stream. Never changed. */
export const notificationLogName = 'notifications';

/**
 * What a recipient is told. ADDED and UPDATED: the notification is to be shown as it is now; REMOVED: it is to be taken away, if it is
 * shown; ALL_READ: several were read at once.
 */
export interface NotificationNotice {
  readonly cursor: string;
  readonly op: NotificationChangeOp;
  /** Null for ALL_READ. */
  readonly notificationId: string | null;
}

export interface LiveNotificationsOptions {
  /** Expanded by `connected`. */
  readonly log: TailedLog<RecipientChange>;
  readonly connected: ConnectedRecipients;
  readonly changes: Pick<RecipientChanges, 'read'>;
  /** Changes that may wait for one subscriber. Default 1,000. */
  readonly bufferSize?: number;
}

/** The live side of notifications on one instance: one LiveLog, whose changes go to the recipients that are connected. */
export class LiveNotifications implements Disposable {
  readonly #options: LiveNotificationsOptions;
  readonly #deliveries: Disposable;

  constructor(options: LiveNotificationsOptions) {
    this.#options = options;
    this.#deliveries = options.log.onChanges((changes) => options.connected.deliver(changes));
  }

  /** The head, from the primary. Read it before the rows of a page: what the page misses then comes after the cursor. */
  async liveCursor(): Promise<string> {
    const { log } = this.#options;
    const { epoch, head } = await log.head();
    return encodeLiveCursor({ log: log.name, epoch, position: head });
  }

  /**
   * What becomes of a recipient's notifications after a cursor, or from now on: each change once, in order. Of changes that a later one of
   * the same notification has overtaken, only the later may be told; and ADDED may be told again when a more specific kind took the
   * notification over: clients keep notifications by id. Rejects from `started` and `next` with CursorError (also later, when another
   * history begins) or LiveUnavailableError.
   */
  subscribe(
    recipientId: CuratorId,
    after: string | undefined,
  ): PullableTail<RecipientChange, RecipientChange, NotificationNotice> {
    const { log, connected, changes, bufferSize } = this.#options;
    return new PullableTail({
      log,
      interest: new RecipientInterest(recipientId.value, connected, changes),
      after,
      notice: ({ position, op, notificationId }, epoch) => ({
        cursor: encodeLiveCursor({ log: log.name, epoch, position }),
        op,
        notificationId,
      }),
      ...(bufferSize === undefined ? {} : { bufferSize }),
    });
  }

  [Symbol.dispose](): void {
    this.#deliveries[Symbol.dispose]();
  }
}
