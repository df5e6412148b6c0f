export const collectionAccesses = ['OPEN', 'CLOSED'] as const;

/** Who may add cards: whoever sees the collection, or its author and collaborators alone. */
export type CollectionAccess = (typeof collectionAccesses)[number];
