import type { NotificationKind } from './NotificationKind.ts';

/** What all the recipients of one cause are told. */
export interface NewNotification {
  readonly kind: NotificationKind;
  /** The mutation that it came of: nobody is told two things of one. */
  readonly correlationId: string;
  /** The place of its event in the log: the order of the list. */
  readonly seq: bigint;
  /** Whose doing it was. They are never notified of it. */
  readonly actorId: string;
  readonly cardId: string | null;
  readonly collectionId: string | null;
  readonly createdAt: Date;
}
