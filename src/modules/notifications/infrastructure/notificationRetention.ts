import { Prisma } from '../../../generated/prisma/client.ts';
import type { Database } from '../../../shared/infrastructure/database/Database.ts';
import { ChangeRetention } from '../../../shared/infrastructure/live/ChangeRetention.ts';
import { notificationTables } from './notificationTables.ts';

/** Removes what happened to notifications too long ago for anybody to go on from it. What was not retracted stays. */
export const notificationRetention = (database: Database, keepDays: number): ChangeRetention =>
  new ChangeRetention({
    database,
    name: 'removing old changes of notifications',
    log: notificationTables,
    keepDays,
    removeTombstones,
  });

/** Nothing joins a tombstone, and its causes are gone: nobody else is at it but a run of this beside. */
const removeTombstones = (before: Prisma.Sql, limit: number): Prisma.Sql => Prisma.sql`
  DELETE FROM notifications WHERE id IN (
    SELECT id FROM notifications n
    WHERE retracted_at < ${before} AND NOT EXISTS (SELECT FROM notification_changes c WHERE c.id = n.change_id)
    ORDER BY retracted_at LIMIT ${limit} FOR UPDATE OF n SKIP LOCKED)`;
