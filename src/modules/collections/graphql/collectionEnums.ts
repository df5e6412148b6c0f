import type { Builder } from '../../../graphql/builder.ts';

export const addCollectionEnums = (builder: Builder) => ({
  Access: builder.enumType('CollectionAccess', {
    description: 'Who may add cards to a collection and remove them.',
    values: {
      OPEN: { description: 'Whoever sees it adds; who added a card removes it, and so does the author.' },
      CLOSED: { description: 'The author and the collaborators do both.' },
    },
  }),
  Visibility: builder.enumType('CollectionVisibility', {
    description: 'Who sees a collection.',
    values: {
      PUBLIC: { description: 'Everybody, everywhere.' },
      UNLISTED: {
        description:
          'Everybody who knows its id; it is in no list of others, and what is added to it in its own feed alone.',
      },
      PRIVATE: { description: 'The author and the collaborators; to others it is not there.' },
    },
  }),
});

export type CollectionEnums = ReturnType<typeof addCollectionEnums>;
