/** Somebody to look at the demo as. */
export interface Person {
  readonly did: string;
  readonly handle: string;
  readonly displayName: string;
  /** DIDs. */
  readonly follows: readonly string[];
  readonly links: readonly { readonly url: string; readonly note?: string }[];
}

export const ada: Person = {
  did: 'did:plc:ada',
  handle: 'ada',
  displayName: 'Ada Lovelace',
  follows: ['did:plc:grace'],
  links: [
    {
      url: 'https://en.wikipedia.org/wiki/Analytical_engine',
      note: 'It weaves algebraical patterns just as the Jacquard loom weaves flowers and leaves.',
    },
    { url: 'https://en.wikipedia.org/wiki/Commonplace_book' },
  ],
};

export const bob: Person = {
  did: 'did:plc:bob',
  handle: 'bob',
  displayName: 'Bob',
  follows: ['did:plc:ada', 'did:plc:grace'],
  links: [{ url: 'https://graphql.org/learn/' }],
};

export const grace: Person = {
  did: 'did:plc:grace',
  handle: 'grace',
  displayName: 'Grace Hopper',
  follows: ['did:plc:ada'],
  links: [{ url: 'https://en.wikipedia.org/wiki/A-0_System' }, { url: 'https://graphql.org/learn/' }],
};
