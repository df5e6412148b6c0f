import { Prisma } from '../../../generated/prisma/client.ts';

/** Whether the recipient is to hear nothing of the actor: mutes them, blocks them, or is blocked by them. */
export const isHidden = (recipientId: Prisma.Sql, actorId: Prisma.Sql): Prisma.Sql => Prisma.sql`(
  EXISTS (SELECT FROM mutes m WHERE m.curator_id = ${recipientId} AND m.muted_id = ${actorId})
  OR EXISTS (SELECT FROM blocks b WHERE b.blocker_id = ${recipientId} AND b.blocked_id = ${actorId})
  OR EXISTS (SELECT FROM blocks b WHERE b.blocker_id = ${actorId} AND b.blocked_id = ${recipientId})
)`;
