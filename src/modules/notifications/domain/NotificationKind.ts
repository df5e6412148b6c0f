/**
 * What a notification tells, from the most specific kind to the least. A recipient gets one notification of a mutation: of several causes
 * in it, the kind that comes first here wins.
 */
export const notificationKinds = ['FOLLOWED_YOU', 'CARD_SAVED', 'FOLLOWED_CURATOR_ADDED'] as const;

export type NotificationKind = (typeof notificationKinds)[number];
