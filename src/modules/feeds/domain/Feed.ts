/** A filtered view of the one stream of activities, as somebody sees it. Curators' ids are DIDs. */
export type Feed =
  | { readonly kind: 'global'; readonly viewerId?: string | undefined }
  | { readonly kind: 'following'; readonly viewerId: string }
  | { readonly kind: 'curator'; readonly curatorId: string; readonly viewerId?: string | undefined }
  | { readonly kind: 'collection'; readonly collectionId: string; readonly viewerId?: string | undefined }
  /** Who saved the card. */
  | { readonly kind: 'card'; readonly cardId: string; readonly viewerId?: string | undefined };
