import type { Builder } from '../../../graphql/builder.ts';
import { cardById } from '../../../graphql/cardById.ts';

export function addNotification(builder: Builder): void {
  const NotificationKind = builder.enumType('NotificationKind', {
    description: 'Why you are told.',
    values: {
      CARD_SAVED: { description: 'Somebody saved your card, or the same link as you.' },
      FOLLOWED_YOU: { description: 'Somebody follows you.' },
      FOLLOWED_CURATOR_ADDED: { description: 'Somebody whom you follow saved a card.' },
    },
  });

  builder.prismaNode('Notification', {
    description: 'Something that concerns you. Nobody else sees it.',
    id: { field: 'id' },
    nullable: true,
    // Nobody finds another's.
    findUnique: (id, { viewer }) => ({ id, recipientId: viewer?.value ?? '', retractedAt: null }),
    select: { id: true, cardId: true },
    fields: (t) => ({
      kind: t.expose('kind', { type: NotificationKind, description: 'Why you are told.' }),
      actor: t.relation('actor', { nullable: true, description: 'Who did it.' }),
      card: t.field({
        ...cardById,
        description: 'The card it was done with; null when there is none, or it is gone.',
      }),
      createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was done.' }),
      readAt: t.expose('readAt', {
        type: 'DateTime',
        nullable: true,
        description: 'When you read it; null while unread.',
      }),
    }),
  });
}
