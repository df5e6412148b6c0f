import type { NotificationChange, RecipientChange } from './NotificationChange.ts';

/** What entries of the log of changes are to single recipients, as the notifications are now. */
export interface RecipientChanges {
  /** What `changes` are to these recipients, in the order of positions. */
  of(changes: readonly NotificationChange[], recipientIds: readonly string[]): Promise<readonly RecipientChange[]>;
  /** What concerns one recipient after position `after` and up to `upTo`, in order, at most `limit`. */
  read(recipientId: string, after: number, upTo: number, limit: number): Promise<readonly RecipientChange[]>;
}
