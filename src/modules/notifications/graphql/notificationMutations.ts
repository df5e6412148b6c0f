import type { Builder } from '../../../graphql/builder.ts';
import { badUserInput } from '../../../graphql/errors.ts';
import { idOf } from '../../../graphql/globalIds.ts';
import { maxPageSize } from '../../../graphql/pagination.ts';
import { type Refusal, Refusals } from '../../../graphql/refusals.ts';
import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import { err, ok, type Result } from '../../../shared/domain/Result.ts';
import type { ReadUpTo } from '../application/NotificationStore.ts';
import { notificationCursorOf } from './notificationCursor.ts';

const markRefusals = new Refusals({ 'notification-not-found': 'notificationIds' });
const markAllRefusals = new Refusals({ 'invalid-cursor': 'upTo' });

/** `Mutation.markNotificationsRead`, `Mutation.markNotificationsSeen` and `Mutation.markAllNotificationsRead` */
export function addNotificationMutations(builder: Builder): void {
  const MarkPayload = addCountsPayload(builder, 'MarkNotificationsReadPayload');
  const MarkInput = addIdsInput(builder, 'MarkNotificationsReadInput', 'Notifications that you read.');
  builder.mutationField('markNotificationsRead', (t) =>
    t.withAuth({ viewer: true }).field({
      type: MarkPayload,
      description:
        'Marks some of your notifications as read, all the given ones or none. Doing it again changes nothing.',
      args: { input: t.arg({ type: MarkInput, required: true, description: 'Which.' }) },
      errors: { types: markRefusals.errorTypes },
      resolve: async (_root, { input }, { viewer, useCases }) => {
        const notificationIds = idsOf(input.notificationIds);
        return markRefusals.unwrap(
          await useCases.markNotificationsRead.execute({ recipientId: viewer, notificationIds }),
        );
      },
    }),
  );

  const SeenPayload = addCountsPayload(builder, 'MarkNotificationsSeenPayload');
  const SeenInput = addIdsInput(builder, 'MarkNotificationsSeenInput', 'Notifications that you were shown.');
  builder.mutationField('markNotificationsSeen', (t) =>
    t.withAuth({ viewer: true }).field({
      type: SeenPayload,
      description:
        'Marks some of your notifications as seen, all the given ones or none: they stay unread. Doing it again changes nothing.',
      args: { input: t.arg({ type: SeenInput, required: true, description: 'Which.' }) },
      errors: { types: markRefusals.errorTypes },
      resolve: async (_root, { input }, { viewer, useCases }) => {
        const notificationIds = idsOf(input.notificationIds);
        return markRefusals.unwrap(
          await useCases.markNotificationsSeen.execute({ recipientId: viewer, notificationIds }),
        );
      },
    }),
  );

  const MarkAllPayload = addCountsPayload(builder, 'MarkAllNotificationsReadPayload');
  const MarkAllInput = builder.inputType('MarkAllNotificationsReadInput', {
    description: 'How far you read.',
    fields: (t) => ({
      upTo: t.string({
        description:
          'The cursor of the newest notification that you read, of a page of them: what was told since that page stays unread, and what is above it. Without it: all.',
      }),
    }),
  });
  builder.mutationField('markAllNotificationsRead', (t) =>
    t.withAuth({ viewer: true }).field({
      type: MarkAllPayload,
      description: 'Marks your notifications as read.',
      args: { input: t.arg({ type: MarkAllInput, required: true, description: 'How far.' }) },
      errors: { types: markAllRefusals.errorTypes },
      resolve: async (_root, { input: { upTo } }, { viewer, useCases }) => {
        const readUpTo = typeof upTo === 'string' ? markAllRefusals.unwrap(readCursor(upTo, viewer)) : undefined;
        return markAllRefusals.unwrap(
          await useCases.markAllNotificationsRead.execute({ recipientId: viewer, upTo: readUpTo }),
        );
      },
    }),
  );
}

const addCountsPayload = (builder: Builder, name: string) =>
  builder.objectRef<{ readonly unreadCount: number; readonly unseenCount: number }>(name).implement({
    description: 'What came of it.',
    fields: (t) => ({
      unreadCount: t.exposeInt('unreadCount', { description: 'How many are unread now.' }),
      unseenCount: t.exposeInt('unseenCount', { description: 'How many of these you have not seen.' }),
    }),
  });

const addIdsInput = (builder: Builder, name: string, description: string) =>
  builder.inputType(name, {
    description,
    fields: (t) => ({
      notificationIds: t.idList({ required: true, description: `Their global ids, at most ${maxPageSize}.` }),
    }),
  });

function readCursor(cursor: string, viewer: CuratorId): Result<ReadUpTo, Refusal<'invalid-cursor'>> {
  const readUpTo = notificationCursorOf(viewer).read(cursor);
  return readUpTo === undefined ? err({ kind: 'invalid-cursor' }) : ok(readUpTo);
}

function idsOf(globalIds: readonly string[]): string[] {
  const argument = 'input.notificationIds';
  if (globalIds.length > maxPageSize) throw badUserInput(`${argument} must be at most ${maxPageSize}`, argument);
  return globalIds.map((globalId) => idOf('Notification', globalId, argument));
}
