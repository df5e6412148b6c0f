import { Prisma } from '../../../generated/prisma/client.ts';
import type { CardAddedToLibraryEvent } from '../../cards/index.ts';
import type { CuratorFollowedEvent } from '../../curators/index.ts';

/**
 * Who is concerned by an event. The actor may be among them: nobody is notified of their own doing. It is they who are concerned when it is
 * told: no clock decides who was a moment ago.
 */
export interface Recipients<Event> {
  /** The card or curator by which they are found. */
  readonly subjectOf: (event: Event) => string;
  /** A query of one column, `id`, each id once, for the subject `given.subject`. */
  readonly ofSubject: Prisma.Sql;
}

/** The card's author, and the authors of cards with the same address. Only URL cards have a canonical URL, so a note has no others. */
export const authorsOfSameAddress: Recipients<CardAddedToLibraryEvent> = {
  subjectOf: ({ cardId }) => cardId.value,
  ofSubject: Prisma.sql`
    SELECT author_id AS id FROM cards WHERE cards.id = given.subject::uuid
    UNION
    SELECT same.author_id FROM cards saved JOIN cards same ON same.canonical_url = saved.canonical_url
    WHERE saved.id = given.subject::uuid`,
};

export const followersOfActor: Recipients<CardAddedToLibraryEvent> = {
  subjectOf: ({ curatorId }) => curatorId.value,
  ofSubject: Prisma.sql`SELECT follower_id AS id FROM follows WHERE curator_id = given.subject`,
};

export const followedCurator: Recipients<CuratorFollowedEvent> = {
  subjectOf: ({ target }) => target.id.value,
  ofSubject: Prisma.sql`SELECT given.subject AS id`,
};
