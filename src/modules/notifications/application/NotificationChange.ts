import type { Change } from '../../../shared/application/live/ChangeLog.ts';

export const notificationChangeOps = ['ADDED', 'UPDATED', 'REMOVED', 'ALL_READ'] as const;

export type NotificationChangeOp = (typeof notificationChangeOps)[number];

/** An entry of the log of changes. Whom it concerns is known by the notifications that name it, or it is said here. */
export interface NotificationChange extends Change {
  /** What notifications name it by: a decimal number, which its position is not. */
  readonly changeId: string;
  readonly op: NotificationChangeOp;
  /** The only recipient concerned; null where there may be many. */
  readonly recipientId: string | null;
}

/** What such an entry is to one recipient. At each position there is at most one for each of them. */
export interface RecipientChange extends Change {
  readonly op: NotificationChangeOp;
  readonly recipientId: string;
  /** Null for ALL_READ. */
  readonly notificationId: string | null;
}
