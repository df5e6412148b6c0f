import { Prisma } from '../../../generated/prisma/client.ts';
import type { CardAddedToLibraryEvent } from '../../cards/index.ts';
import type { CardAddedToCollectionEvent, CollaboratorAddedEvent } from '../../collections/index.ts';
import type { CuratorFollowedEvent } from '../../curators/index.ts';

/**
 * Who is concerned by an event. The actor may be among them: nobody is notified of their own doing. It is they who are concerned when it is
 * told: no clock decides who was a moment ago.
 */
export interface Recipients<Event> {
  /** The card, curator or collection by which they are found. */
  readonly subjectOf: (event: Event) => string;
  /** A query of one column, `id`, each id once, for the subject `given.subject`. */
  readonly ofSubject: Prisma.Sql;
  /** Whether there never is more than one. */
  readonly isOne?: true;
}

/**
 * The card's author, and whoever has the same address: by a card of their own, whether they keep it or not, or by keeping another's. Only URL cards have a
 * canonical URL, so a note has no others.
 */
export const havingSameAddress: Recipients<CardAddedToLibraryEvent> = {
  subjectOf: ({ cardId }) => cardId.value,
  ofSubject: Prisma.sql`
    SELECT author_id AS id FROM cards WHERE cards.id = given.subject::uuid
    UNION
    SELECT same.author_id FROM cards saved JOIN cards same ON same.canonical_url = saved.canonical_url
    WHERE saved.id = given.subject::uuid
    UNION
    SELECT kept.curator_id FROM cards saved JOIN library_memberships kept ON kept.canonical_url = saved.canonical_url
    WHERE saved.id = given.subject::uuid`,
};

export const followersOfActor: Recipients<CardAddedToLibraryEvent> = {
  subjectOf: ({ curatorId }) => curatorId.value,
  ofSubject: Prisma.sql`SELECT follower_id AS id FROM follows WHERE curator_id = given.subject`,
};

/** The curator who is followed, or the author of the collection that is. */
export const followed: Recipients<CuratorFollowedEvent> = {
  subjectOf: ({ target }) => target.id.value,
  ofSubject: Prisma.sql`
    SELECT CASE WHEN given.subject LIKE 'did:%' THEN given.subject
      ELSE (SELECT author_id FROM collections WHERE collections.id = given.subject::uuid) END AS id`,
  isOne: true,
};

export const followersOfCollection: Recipients<CardAddedToCollectionEvent> = {
  subjectOf: ({ collectionId }) => collectionId.value,
  ofSubject: Prisma.sql`SELECT follower_id AS id FROM collection_follows WHERE collection_id = given.subject::uuid`,
};

export const cardAuthor: Recipients<CardAddedToCollectionEvent> = {
  subjectOf: ({ cardId }) => cardId.value,
  ofSubject: Prisma.sql`SELECT author_id AS id FROM cards WHERE cards.id = given.subject::uuid`,
  isOne: true,
};

export const collectionAuthor: Recipients<CardAddedToCollectionEvent> = {
  subjectOf: ({ collectionId }) => collectionId.value,
  ofSubject: Prisma.sql`SELECT author_id AS id FROM collections WHERE collections.id = given.subject::uuid`,
  isOne: true,
};

export const collaborator: Recipients<CollaboratorAddedEvent> = {
  subjectOf: ({ curatorId }) => curatorId.value,
  ofSubject: Prisma.sql`SELECT given.subject AS id`,
  isOne: true,
};
