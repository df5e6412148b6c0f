export const collectionVisibilities = ['PUBLIC', 'UNLISTED', 'PRIVATE'] as const;

/** Who sees a collection: everybody; everybody who knows its id; its author and collaborators alone. */
export type CollectionVisibility = (typeof collectionVisibilities)[number];
