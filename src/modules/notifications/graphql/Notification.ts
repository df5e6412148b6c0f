import type { Builder } from '../../../graphql/builder.ts';
import { cardById } from '../../../graphql/cardById.ts';
import { collectionById } from '../../../graphql/collectionById.ts';
import type { NotificationKindRef } from './NotificationKind.ts';

export function addNotification(builder: Builder, NotificationKind: NotificationKindRef): void {
  builder.prismaNode('Notification', {
    description:
      'Something that concerns you: one thing that somebody did, or, of one kind and subject, several that joined it while it was unread. Nobody else sees it.',
    id: { field: 'id' },
    nullable: true,
    // Nobody finds another's.
    findUnique: (id, { viewer }) => ({ id, recipientId: viewer?.value ?? '', retractedAt: null }),
    select: { id: true, cardId: true, collectionId: true },
    fields: (t) => ({
      kind: t.expose('kind', { type: NotificationKind, description: 'Why you are told.' }),
      actor: t.relation('actor', { nullable: true, description: 'Who did it, or did it last.' }),
      actorCount: t.exposeInt('actorCount', {
        description: 'How many did it, each counted once: with `actor`, "Ada and 3 others".',
      }),
      card: t.field({
        ...cardById,
        description: 'The card it was last done with; null when there is none, or it is gone.',
      }),
      collection: t.loadable({
        ...collectionById,
        description: 'The collection it was last done with; null when there is none, or it is not there for you.',
      }),
      createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was last done.' }),
      seenAt: t.expose('seenAt', {
        type: 'DateTime',
        nullable: true,
        description: 'When you saw it as it is; null while unseen, and again when somebody else joins.',
      }),
      readAt: t.expose('readAt', {
        type: 'DateTime',
        nullable: true,
        description: 'When you read it; null while unread. What comes after begins another.',
      }),
    }),
  });
}
