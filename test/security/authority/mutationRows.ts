import { type Actor, type Outcomes, withToken } from './actors.ts';
import type { World } from './world.ts';

/** One change that may be asked for, and what comes of it for everybody. */
export interface MutationRow {
  /** Of Mutation. */
  readonly field: string;
  readonly what: string;
  /** For one actor over one transport: what can be done once only is done to something of their own. */
  readonly input: (world: World, actor: Actor) => object | Promise<object>;
  /** The name of the result's type. */
  readonly outcomes: Outcomes;
}

type Id = keyof World['ids'];

/** `done`, or the name of a refusal's type. */
const done = (field: string): string => `${field.charAt(0).toUpperCase()}${field.slice(1)}Payload`;

interface OnCollections {
  readonly author?: string;
  readonly collaborator: string;
  /** On a public one. A private one is not there for others. */
  readonly others: string;
  readonly blocked?: string;
}

/** A change of a collection: of a public one, and of a private one. */
function ofCollection(
  field: string,
  input: (collectionId: string, world: World, actor: Actor) => object | Promise<object>,
  { author = done(field), collaborator, others, blocked = others }: OnCollections,
): MutationRow[] {
  const row = (visibility: string, id: Id, outcomes: Outcomes): MutationRow => ({
    field,
    what: `a ${visibility} collection`,
    input: (world, actor) => input(world.ids[id], world, actor),
    outcomes,
  });
  return [
    row('PUBLIC', 'public', withToken(others, { owner: author, collaborator, blocked })),
    row('PRIVATE', 'private', withToken('CollectionNotFoundError', { owner: author, collaborator })),
  ];
}

/** What everybody may do, each for themselves. */
const forOneself = (
  field: string,
  what: string,
  input: MutationRow['input'],
  but: Parameters<typeof withToken>[1] = {},
): MutationRow => ({
  field,
  what,
  input,
  outcomes: withToken(done(field), but),
});

/** To follow and to mute: a curator, and collections. */
const targets = (field: string, but: Parameters<typeof withToken>[1]): MutationRow[] => [
  forOneself(field, 'somebody', () => ({ curatorId: 'did:plc:bystander' })),
  forOneself(field, 'the owner', () => ({ curatorId: 'did:plc:owner' }), but),
  ...ofCollection(field, (collectionId) => ({ collectionId }), {
    collaborator: done(field),
    others: done(field),
    blocked: field === 'follow' ? 'BlockedError' : done(field),
  }),
];

const closed = 'CollectionClosedError';
const notAuthor = 'NotCollectionAuthorError';
const isMember = (actor: Actor): boolean => actor === 'owner' || actor === 'collaborator';

const cardRows: readonly MutationRow[] = [
  forOneself('addUrlToLibrary', 'a link', () => ({ url: 'https://page.example/', note: 'mine' })),
  ...ofCollection('addUrlToLibrary', (id) => ({ url: 'https://other.example/', collectionIds: [id] }), {
    collaborator: done('addUrlToLibrary'),
    others: closed,
  }),
  forOneself(
    'addCardToLibrary',
    'a card of the owner',
    async ({ library }) => ({ cardId: await library.note('to keep') }),
    {
      owner: 'AlreadyInLibraryError',
    },
  ),
  forOneself('addNote', 'about a card of the owner', ({ ids }) => ({ text: 'my own', parentCardId: ids.link })),
  forOneself('addHighlight', 'of a link of the owner', ({ ids }) => ({ quote: 'well said', parentCardId: ids.link })),
  {
    field: 'updateNote',
    what: 'a note of the owner',
    input: ({ ids }) => ({ cardId: ids.note, text: 'a note' }),
    outcomes: withToken('NotCardAuthorError', { owner: done('updateNote') }),
  },
  {
    field: 'removeCardFromLibrary',
    what: 'a card of the owner',
    input: async ({ library }) => ({ cardId: await library.note('to go') }),
    outcomes: withToken('NotInLibraryError', { owner: done('removeCardFromLibrary') }),
  },
];

const collectionRows: readonly MutationRow[] = [
  forOneself('createCollection', 'a collection', () => ({ name: 'mine' })),
  ...ofCollection('updateCollection', (collectionId) => ({ collectionId, access: 'CLOSED' }), {
    collaborator: notAuthor,
    others: notAuthor,
  }),
  ...ofCollection(
    'deleteCollection',
    async (collectionId, { library }, actor) => ({
      collectionId: actor === 'owner' ? await library.collection({ visibility: 'PUBLIC' }) : collectionId,
    }),
    { collaborator: notAuthor, others: notAuthor },
  ),
  ...ofCollection(
    'addCardToCollection',
    async (collectionId, { library }) => ({ collectionId, cardId: await library.note('to file') }),
    { collaborator: done('addCardToCollection'), others: closed },
  ),
  forOneself(
    'addCardToCollection',
    'an OPEN collection',
    async ({ library, ids }) => ({ collectionId: ids.open, cardId: await library.note('to file') }),
    { blocked: 'BlockedError' },
  ),
  ...ofCollection(
    'removeCardFromCollection',
    async (collectionId, { library, ids }, actor) => ({
      collectionId,
      cardId: isMember(actor) ? await library.noteIn(collectionId) : ids.link,
    }),
    { collaborator: done('removeCardFromCollection'), others: closed },
  ),
  {
    field: 'removeCardFromCollection',
    what: 'an OPEN collection',
    input: async ({ library, ids }) => ({ collectionId: ids.open, cardId: await library.noteIn(ids.open) }),
    outcomes: withToken('NotCardAdderError', { owner: done('removeCardFromCollection') }),
  },
  ...ofCollection('addCollaborator', (collectionId) => ({ collectionId, curatorId: 'did:plc:collaborator' }), {
    author: 'AlreadyCollaboratorError',
    collaborator: notAuthor,
    others: notAuthor,
  }),
  ...ofCollection(
    'removeCollaborator',
    async (collectionId, { library }, actor) => ({
      collectionId: isMember(actor) ? await library.collection({ visibility: 'PRIVATE' }) : collectionId,
      curatorId: 'did:plc:collaborator',
    }),
    { collaborator: done('removeCollaborator'), others: notAuthor },
  ),
];

const curatorRows: readonly MutationRow[] = [
  ...targets('follow', { owner: 'CannotFollowOneselfError', blocked: 'BlockedError' }),
  ...targets('unfollow', {}),
  ...targets('mute', { owner: 'CannotMuteOneselfError' }),
  ...targets('unmute', {}),
  forOneself('block', 'somebody', () => ({ curatorId: 'did:plc:bystander' })),
  forOneself('unblock', 'somebody', () => ({ curatorId: 'did:plc:bystander' })),
  forOneself('unblock', 'the owner, who blocks', () => ({ curatorId: 'did:plc:owner' })),
  forOneself('updateProfile', 'their own', () => ({ displayName: 'somebody' })),
];

const ownersAlone = (field: string, input: MutationRow['input'], refusal: string): MutationRow => ({
  field,
  what: 'those of the owner',
  input,
  outcomes: withToken(refusal, { owner: done(field) }),
});

const notificationRows: readonly MutationRow[] = [
  ownersAlone(
    'markNotificationsSeen',
    ({ ids }) => ({ notificationIds: [ids.notification] }),
    'NotificationNotFoundError',
  ),
  ownersAlone(
    'markNotificationsRead',
    ({ ids }) => ({ notificationIds: [ids.notification] }),
    'NotificationNotFoundError',
  ),
  ownersAlone('markAllNotificationsRead', ({ ids }) => ({ upTo: ids.notificationCursor }), 'InvalidCursorError'),
  forOneself('markAllNotificationsRead', 'their own', () => ({})),
  forOneself('setNotificationPreference', 'their own', () => ({ kind: 'CARD_SAVED', enabled: true })),
];

/** All that can be changed. */
export const mutationRows: readonly MutationRow[] = [
  ...cardRows,
  ...collectionRows,
  ...curatorRows,
  ...notificationRows,
];
