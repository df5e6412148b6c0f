import { Prisma } from '../../../generated/prisma/client.ts';
import type { CardRemovedFromLibraryEvent } from '../../cards/index.ts';
import type {
  CardRemovedFromCollectionEvent,
  CollaboratorRemovedEvent,
  CollectionDeletedEvent,
  CollectionUpdatedEvent,
} from '../../collections/index.ts';
import type { CuratorBlockedEvent, CuratorMutedEvent, CuratorUnfollowedEvent } from '../../curators/index.ts';
import { seesCollection } from './mayBeTold.ts';

/** What an index of the causes in no collection is made for: to be said wherever it says nothing new, too. */
const inNoCollection = Prisma.sql`cause.collection_id IS NULL`;

/** What the undone causes of an event are found by. */
interface UndoneKey {
  readonly card?: string;
  readonly collection?: string;
  readonly actor?: string;
  readonly recipient?: string;
}

/** Which causes an event takes the ground from. */
export interface Undone<Event> {
  readonly keyOf: (event: Event) => UndoneKey;
  /** Conditions on `cause` and `given`, which has `card`, `collection`, `actor` and `recipient`: one for each way in which an index finds them. */
  readonly isUndone: readonly Prisma.Sql[];
  /** Whether also what was read is taken back. Without it what was read stays. */
  readonly reachesRead?: true;
  /** Those who are locked before anything is looked for: no cause that is held keeps the event waiting for who is telling them. */
  readonly mayBeTelling?: readonly ('actor' | 'recipient')[];
}

export const savedCard: Undone<CardRemovedFromLibraryEvent> = {
  keyOf: ({ cardId, curatorId }) => ({ card: cardId.value, actor: curatorId.value }),
  isUndone: [
    Prisma.sql`cause.card_id = given.card AND cause.actor_id = given.actor AND ${inNoCollection}
      AND cause.kind IN ('CARD_SAVED', 'FOLLOWED_CURATOR_ADDED')`,
    // A card in no library is gone, and with it that it was in collections, by whomever.
    Prisma.sql`cause.card_id = (SELECT given.card WHERE NOT EXISTS (SELECT FROM cards WHERE id = given.card))`,
  ],
};

/** Of a curator, or of a collection. `card_id IS NULL` says nothing new, but lets the indexes on cards and actors be used. */
export const followed: Undone<CuratorUnfollowedEvent> = {
  keyOf: ({ followerId, target }) => ({
    actor: followerId.value,
    ...(target.kind === 'curator' ? { recipient: target.id.value } : { collection: target.id.value }),
  }),
  isUndone: [
    Prisma.sql`cause.card_id IS NULL AND cause.actor_id = given.actor AND cause.recipient_id = given.recipient
      AND ${inNoCollection} AND cause.kind = 'FOLLOWED_YOU'`,
    Prisma.sql`cause.card_id IS NULL AND cause.actor_id = given.actor AND cause.collection_id = given.collection
      AND cause.kind = 'FOLLOWED_YOUR_COLLECTION'`,
  ],
};

export const collectedCard: Undone<CardRemovedFromCollectionEvent> = {
  keyOf: ({ collectionId, cardId, addedBy }) => ({
    collection: collectionId.value,
    card: cardId.value,
    actor: addedBy.value,
  }),
  isUndone: [
    Prisma.sql`cause.card_id = given.card AND cause.actor_id = given.actor AND cause.collection_id = given.collection
    AND cause.kind IN ('YOUR_CARD_COLLECTED', 'CARD_ADDED_TO_YOUR_COLLECTION', 'FOLLOWED_COLLECTION_ADDED')`,
  ],
};

export const collaborated: Undone<CollaboratorRemovedEvent> = {
  keyOf: ({ collectionId, curatorId }) => ({ collection: collectionId.value, recipient: curatorId.value }),
  isUndone: [
    Prisma.sql`cause.collection_id = given.collection AND cause.recipient_id = given.recipient AND cause.kind = 'COLLABORATOR_ADDED'`,
  ],
};

export const inDeletedCollection: Undone<CollectionDeletedEvent> = {
  keyOf: ({ collectionId }) => ({ collection: collectionId.value }),
  isUndone: [Prisma.sql`cause.collection_id = given.collection`],
};

/** Of a collection that those who were told do not see any more, as it is now: also what they have read is not theirs to see. */
export const ofHiddenCollection: Undone<CollectionUpdatedEvent | CollaboratorRemovedEvent> = {
  keyOf: ({ collectionId }) => ({ collection: collectionId.value }),
  isUndone: [
    Prisma.sql`cause.collection_id = given.collection
    AND EXISTS (SELECT FROM collections WHERE id = given.collection AND visibility = 'PRIVATE')
    AND NOT ${seesCollection(Prisma.sql`cause.recipient_id`, Prisma.sql`given.collection`)}`,
  ],
  reachesRead: true,
};

/** What a curator was told of whom or what they mute: nothing of it is shown any more. */
export const ofMuted: Undone<CuratorMutedEvent> = {
  keyOf: ({ curatorId, target }) => ({
    recipient: curatorId.value,
    ...(target.kind === 'curator' ? { actor: target.id.value } : { collection: target.id.value }),
  }),
  isUndone: [
    Prisma.sql`cause.recipient_id = given.recipient AND cause.actor_id = given.actor`,
    Prisma.sql`cause.recipient_id = given.recipient AND cause.collection_id = given.collection`,
  ],
  reachesRead: true,
  mayBeTelling: ['recipient'],
};

/** What two of whom one blocks the other were told of each other. */
export const betweenBlocked: Undone<CuratorBlockedEvent> = {
  keyOf: ({ blockerId, blockedId }) => ({ recipient: blockerId.value, actor: blockedId.value }),
  isUndone: [
    Prisma.sql`cause.recipient_id = given.recipient AND cause.actor_id = given.actor`,
    Prisma.sql`cause.recipient_id = given.actor AND cause.actor_id = given.recipient`,
  ],
  reachesRead: true,
  mayBeTelling: ['recipient', 'actor'],
};
