import { z } from 'zod';
import type { SequencedChanges } from '../../../shared/application/live/ChangeLog.ts';
import { type NotificationChange, notificationChangeOps } from '../application/NotificationChange.ts';

const message = z.object({
  epoch: z.uuid(),
  changes: z.array(
    z.object({
      position: z.int().positive(),
      changeId: z.string().regex(/^[1-9]\d{0,18}$/),
      op: z.enum(notificationChangeOps),
      recipientId: z.string().nullable(),
    }),
  ),
});

/** What instances tell each other of newly sequenced changes is SequencedChanges as it is. Undefined for anything else, such as what a newer release may send. */
export function parseNotificationMessage(received: unknown): SequencedChanges<NotificationChange> | undefined {
  return message.safeParse(received).data;
}
