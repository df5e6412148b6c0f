import { Prisma } from '../../../generated/prisma/client.ts';
import { isHidden } from './hidden.ts';

/** Whether a curator is among those who see a collection whatever its visibility. Expressions of their ids, and the row `collections`. */
const isMember = (curatorId: Prisma.Sql): Prisma.Sql => Prisma.sql`(
  collections.author_id = ${curatorId}
  OR EXISTS (SELECT FROM collaborators WHERE collection_id = collections.id AND collaborators.curator_id = ${curatorId}))`;

/** Whether a curator sees a collection. One that is gone nobody sees. */
export const seesCollection = (curatorId: Prisma.Sql, collectionId: Prisma.Sql): Prisma.Sql => Prisma.sql`EXISTS (
  SELECT FROM collections WHERE id = ${collectionId} AND (visibility <> 'PRIVATE' OR ${isMember(curatorId)}))`;

/** Asked of each recipient by an index: that is what OFFSET 0 is for, here and below. A plan that joins the table would be kept while the table grows. */
const hasTurnedOff = Prisma.sql`EXISTS (
  SELECT FROM notification_preferences p WHERE p.curator_id = told.recipient_id AND p.kind = told.kind AND NOT p.is_on OFFSET 0)`;

const mutesCollection = Prisma.sql`EXISTS (
  SELECT FROM mutes m WHERE m.curator_id = told.recipient_id AND m.collection_id = told.collection_id OFFSET 0)`;

/** An UNLISTED collection is known to those who were given its address: that it has one's card does not give it away. */
const isShownCollection = Prisma.sql`(told.collection_id IS NULL OR EXISTS (
  SELECT FROM collections WHERE id = told.collection_id AND (
    visibility = 'PUBLIC' OR (visibility = 'UNLISTED' AND told.kind <> 'YOUR_CARD_COLLECTED') OR ${isMember(Prisma.sql`told.recipient_id`)})))`;

/**
 * Whether a recipient may be told of this actor, this kind and this collection: decided here for all that is told. A condition on `told`, which has
 * `recipient_id`, `actor_id`, `kind`, `card_id` and `collection_id`. It is asked while the recipients are locked (see lockedRecipients): what
 * locks them to change the answer is never overtaken.
 */
export const mayBeTold = Prisma.sql`(
  told.recipient_id <> told.actor_id AND NOT ${hasTurnedOff} AND ${isShownCollection}
  AND NOT ${isHidden(Prisma.sql`told.recipient_id`, Prisma.sql`told.actor_id`)} AND NOT ${mutesCollection})`;
