import { Prisma } from '../../../generated/prisma/client.ts';
import type { CardRemovedFromLibraryEvent } from '../../cards/index.ts';
import type { CuratorUnfollowedEvent } from '../../curators/index.ts';
import { uuid } from './sqlValues.ts';

// Which notifications an event takes the ground from: conditions on `notifications`.

export const toldOfSave = ({ cardId, curatorId }: CardRemovedFromLibraryEvent): Prisma.Sql =>
  Prisma.sql`card_id = ${uuid(cardId.value)} AND actor_id = ${curatorId.value} AND kind IN ('CARD_SAVED', 'FOLLOWED_CURATOR_ADDED')`;

/** `card_id IS NULL` says nothing new, but lets the index on cards and actors be used. */
export const toldOfFollow = ({ followerId, target }: CuratorUnfollowedEvent): Prisma.Sql =>
  Prisma.sql`card_id IS NULL AND actor_id = ${followerId.value} AND recipient_id = ${target.id.value} AND kind = 'FOLLOWED_YOU'`;
