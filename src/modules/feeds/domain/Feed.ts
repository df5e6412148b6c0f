/** A filtered view of the one stream of activities. Ids are DIDs. */
export type Feed =
  | { readonly kind: 'global' }
  | { readonly kind: 'following'; readonly viewerId: string }
  | { readonly kind: 'curator'; readonly curatorId: string };
