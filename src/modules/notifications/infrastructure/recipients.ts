import { Prisma } from '../../../generated/prisma/client.ts';
import type { CardAddedToLibraryEvent } from '../../cards/index.ts';
import type { CuratorFollowedEvent } from '../../curators/index.ts';
import { uuid } from './sqlValues.ts';

// Who is concerned by an event: queries of one column, `id`, each id once. The actor may be among them:
// nobody is notified of their own doing. It is they who are concerned when it is told: no clock decides who was a moment ago.

/** The card's author, and the authors of cards with the same address. Only URL cards have a canonical URL, so a note has no others. */
export const authorsOfSameAddress = ({ cardId }: CardAddedToLibraryEvent): Prisma.Sql => Prisma.sql`
  SELECT author_id AS id FROM cards WHERE id = ${uuid(cardId.value)}
  UNION
  SELECT same.author_id FROM cards saved JOIN cards same ON same.canonical_url = saved.canonical_url
  WHERE saved.id = ${uuid(cardId.value)}`;

export const followersOfActor = ({ curatorId }: CardAddedToLibraryEvent): Prisma.Sql =>
  Prisma.sql`SELECT follower_id AS id FROM follows WHERE curator_id = ${curatorId.value}`;

export const followedCurator = ({ curatorId }: CuratorFollowedEvent): Prisma.Sql =>
  Prisma.sql`SELECT ${curatorId.value}::text AS id`;
