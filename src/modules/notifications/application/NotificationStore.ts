import type { NotificationId } from '../domain/NotificationId.ts';

/** How many notifications are left to attend to. What was read counts as seen. */
export interface UnreadCounts {
  readonly unreadCount: number;
  /** Of the unread ones. */
  readonly unseenCount: number;
}

/** How far a recipient read: what is up to a place in the list and was told by then. */
export interface ReadUpTo {
  /** The place in the list. */
  readonly seq: bigint;
  /** The row of the log of changes that was the recipient's last. */
  readonly changeId: bigint;
}

/** A recipient's notifications, as far as reading goes. Retracted ones are the recipient's still, and there is nothing to read of them. */
export interface NotificationStore {
  /** Those of `ids` that are none of the recipient's. */
  findForeign(recipientId: string, ids: readonly NotificationId[]): Promise<readonly string[]>;
  /** Marks the unread ones of `ids` as read, and so as seen. */
  markRead(recipientId: string, ids: readonly NotificationId[], at: Date): Promise<void>;
  /** Marks the unseen ones of `ids` as seen. */
  markSeen(recipientId: string, ids: readonly NotificationId[], at: Date): Promise<void>;
  /** Marks the unread ones as read; if `upTo` is given, those that the recipient had before them then. */
  markAllRead(recipientId: string, upTo: ReadUpTo | undefined, at: Date): Promise<void>;
  countUnread(recipientId: string): Promise<UnreadCounts>;
}
