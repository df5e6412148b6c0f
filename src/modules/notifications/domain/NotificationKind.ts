/**
 * What a notification tells, from the most specific kind to the least. A recipient is told one thing of a mutation: of several causes in it, the
 * kind that comes first here wins.
 */
export const notificationKinds = [
  'FOLLOWED_YOU',
  'FOLLOWED_YOUR_COLLECTION',
  'COLLABORATOR_ADDED',
  'YOUR_CARD_COLLECTED',
  'CARD_ADDED_TO_YOUR_COLLECTION',
  'CARD_SAVED',
  'FOLLOWED_COLLECTION_ADDED',
  'FOLLOWED_CURATOR_ADDED',
] as const;

export type NotificationKind = (typeof notificationKinds)[number];

/**
 * What causes of a kind must have in common to be told as one: the card (or its address, if it has one: whoever saves a link has a card of
 * their own), the collection, or nothing but the recipient.
 */
export type NotificationSubject = 'card' | 'collection' | 'recipient';

export const subjectOf: Readonly<Record<NotificationKind, NotificationSubject>> = {
  FOLLOWED_YOU: 'recipient',
  FOLLOWED_YOUR_COLLECTION: 'collection',
  COLLABORATOR_ADDED: 'collection',
  YOUR_CARD_COLLECTED: 'card',
  CARD_ADDED_TO_YOUR_COLLECTION: 'collection',
  CARD_SAVED: 'card',
  FOLLOWED_COLLECTION_ADDED: 'collection',
  FOLLOWED_CURATOR_ADDED: 'card',
};
