import type { OperationAttack } from './OperationAttack.ts';
import type { Things } from './target.ts';
import { change } from './words.ts';

// Ids that are none, or of other kinds and other people. Who may see and do what, for every type and mutation, is the matrix in
// test/security/authority.

const noId = '200 BAD_USER_INPUT: id is not a global id';
const noDid = '200 BAD_USER_INPUT: id is neither a global id nor a DID';
const noNode = '200 {"node":null}';

const node = (id: string | ((there: Things) => string)) => (there: Things) => ({
  query: 'query ($id: ID!) { node(id: $id) { __typename id } }',
  variables: { id: typeof id === 'string' ? id : id(there) },
});
const curator = (id: string) => ({ query: 'query ($id: ID!) { curator(id: $id) { did } }', variables: { id } });
const to = (field: string, type: string, input: (there: Things) => object) => (there: Things) => ({
  query: change(field, type),
  variables: { input: input(there) },
});
const uuid = '018f3a52-7b3c-7d4e-8f5a-6b7c8d9e0f1a';

const forged: readonly OperationAttack[] = [
  ['no id', node(''), noId],
  ['an id that is no base64', node('§'), noId],
  ['NUL', node('\0'), noId],
  ['an id with NUL in it', node(btoa(`Card:${uuid}\0`)), noId],
  ['an id of nobody’s type', node(btoa(`User:${uuid}`)), noId],
  ['an id of what every object has', node(btoa('constructor:1')), noId],
  ['an id of __proto__', node(btoa('__proto__:polluted')), noId],
  ['an id that is a number', node(btoa('Card:1')), noId],
  ['an id in SQL', node(btoa("Card:' OR '1'='1")), noId],
  ['an id that is a path', node(btoa('Card:../../etc/passwd')), noId],
  ['an id in capitals', node(btoa(`Card:${uuid.toUpperCase()}`)), noId],
  ['an id with white space behind', node(`${btoa(`Card:${uuid}`)} `), noId],
  ['an id without its padding', node(btoa(`Card:${uuid}`).replace(/=+$/, '')), noId],
  ['an id of 50,000 letters', node('x'.repeat(50_000)), noId],
  ['an id of what is not there', node(btoa(`Card:${uuid}`)), noNode],
  [
    'an id of a card under the type of a collection',
    node(({ note }) => btoa(atob(note).replace('Card', 'Collection'))),
    noNode,
  ],
  ['a DID where a global id has to be', node('did:plc:owner'), noId],
  ['a DID that is none', curator('did:'), noDid],
  ['a DID with NUL', curator('did:plc:a\0'), noDid],
  ['a DID with a line break', curator('did:plc:owner\n'), noDid],
  ['a DID of 300 letters', curator(`did:plc:${'a'.repeat(300)}`), noDid],
  ['a DID of another spelling', curator('DID:plc:owner'), noId],
];

const foreign: readonly OperationAttack[] = [
  ['a private collection', node(({ privateCollection }) => privateCollection), noNode],
  ['somebody else’s notification', node(({ notification }) => notification), noNode],
  [
    'the feed of a private collection',
    ({ privateCollection }) => ({
      query: 'query ($id: ID!) { feed(feed: { collectionId: $id }) { nodes { id } } }',
      variables: { id: privateCollection },
    }),
    '200 {"feed":{"nodes":[]}}',
  ],
  [
    'the feed of a collection that is a card',
    ({ note }) => ({
      query: 'query ($id: ID!) { feed(feed: { collectionId: $id }) { nodes { id } } }',
      variables: { id: note },
    }),
    '200 BAD_USER_INPUT: feed.collectionId is the id of a Card, not of a Collection',
  ],
  [
    'to file a card that is a collection',
    to('addCardToCollection', 'AddCardToCollection', ({ publicCollection }) => ({
      cardId: publicCollection,
      collectionId: publicCollection,
    })),
    '200 BAD_USER_INPUT: input.cardId is the id of a Collection, not of a Card',
  ],
  [
    'to file a card in a private collection',
    to('addCardToCollection', 'AddCardToCollection', ({ note, privateCollection }) => ({
      cardId: note,
      collectionId: privateCollection,
    })),
    '200 CollectionNotFoundError COLLECTION_NOT_FOUND at input.collectionId: There is no such collection',
  ],
  [
    'to file a card in somebody else’s collection',
    to('addCardToCollection', 'AddCardToCollection', ({ note, publicCollection }) => ({
      cardId: note,
      collectionId: publicCollection,
    })),
    '200 CollectionClosedError COLLECTION_CLOSED at input.collectionId: Only the author and the collaborators of the collection may do this',
  ],
  [
    'to rewrite somebody else’s note',
    to('updateNote', 'UpdateNote', ({ note }) => ({ cardId: note, text: 'mine now' })),
    '200 NotCardAuthorError NOT_CARD_AUTHOR at input.cardId: Only who wrote the card may do this',
  ],
  [
    'to take a card out of somebody else’s library',
    to('removeCardFromLibrary', 'RemoveCardFromLibrary', ({ note }) => ({ cardId: note })),
    '200 NotInLibraryError NOT_IN_LIBRARY at input.cardId: The card is not in your library',
  ],
  [
    'to delete a private collection',
    to('deleteCollection', 'DeleteCollection', ({ privateCollection }) => ({ collectionId: privateCollection })),
    '200 CollectionNotFoundError COLLECTION_NOT_FOUND at input.collectionId: There is no such collection',
  ],
  [
    'to collaborate where nobody asked for it',
    to('addCollaborator', 'AddCollaborator', ({ publicCollection }) => ({
      collectionId: publicCollection,
      curatorId: 'did:plc:collaborator',
    })),
    '200 NotCollectionAuthorError NOT_COLLECTION_AUTHOR at input.collectionId: Only the author of the collection may do this',
  ],
  [
    'to follow a private collection',
    to('follow', 'Follow', ({ privateCollection }) => ({ collectionId: privateCollection })),
    '200 CollectionNotFoundError COLLECTION_NOT_FOUND at input.collectionId: There is no such collection',
  ],
  [
    'to follow nobody',
    to('follow', 'Follow', () => ({ curatorId: 'did:plc:nobody' })),
    '200 CuratorNotFoundError CURATOR_NOT_FOUND at input.curatorId: There is no such curator',
  ],
  [
    'to read somebody else’s notification',
    to('markNotificationsRead', 'MarkNotificationsRead', ({ notification }) => ({
      notificationIds: [notification],
    })),
    '200 NotificationNotFoundError NOTIFICATION_NOT_FOUND at input.notificationIds: You have no such notification',
  ],
  [
    'to read 101 notifications',
    to('markNotificationsRead', 'MarkNotificationsRead', ({ notification }) => ({
      notificationIds: Array.from({ length: 101 }, () => notification),
    })),
    '200 BAD_USER_INPUT: input.notificationIds must be at most 100',
  ],
  [
    'to save a link into a private collection',
    to('addUrlToLibrary', 'AddUrlToLibrary', ({ privateCollection }) => ({
      url: 'https://page.example/',
      collectionIds: [privateCollection],
    })),
    '200 CollectionNotFoundError COLLECTION_NOT_FOUND at input.collectionIds: There is no such collection',
  ],
];

export const idAttacks: readonly OperationAttack[] = [...forged, ...foreign];
