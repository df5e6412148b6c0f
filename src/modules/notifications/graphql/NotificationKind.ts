import type { Builder } from '../../../graphql/builder.ts';

export const addNotificationKind = (builder: Builder) =>
  builder.enumType('NotificationKind', {
    description: 'Why you are told.',
    values: {
      FOLLOWED_YOU: { description: 'Somebody follows you.' },
      FOLLOWED_YOUR_COLLECTION: { description: 'Somebody follows your collection.' },
      COLLABORATOR_ADDED: { description: 'Somebody made you a collaborator of their collection.' },
      YOUR_CARD_COLLECTED: { description: 'Somebody added your card to a collection.' },
      CARD_ADDED_TO_YOUR_COLLECTION: { description: 'Somebody added a card to your collection.' },
      CARD_SAVED: { description: 'Somebody saved your card, or the same link as you.' },
      FOLLOWED_COLLECTION_ADDED: { description: 'Somebody added a card to a collection that you follow.' },
      FOLLOWED_CURATOR_ADDED: { description: 'Somebody whom you follow saved a card.' },
    },
  });

export type NotificationKindRef = ReturnType<typeof addNotificationKind>;
