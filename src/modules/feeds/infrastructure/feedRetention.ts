import { Prisma } from '../../../generated/prisma/client.ts';
import type { Database } from '../../../shared/infrastructure/database/Database.ts';
import { ChangeRetention } from '../../../shared/infrastructure/live/ChangeRetention.ts';
import { feedTables } from './feedTables.ts';

/** Removes what happened to feeds too long ago for anybody to go on from it. */
export const feedRetention = (database: Database, keepDays: number): ChangeRetention =>
  new ChangeRetention({ database, name: 'removing old changes of feeds', log: feedTables, keepDays, removeTombstones });

/** A retraction is the last change that names an activity: where it is gone, so are those before it. */
const removeTombstones = (before: Prisma.Sql, limit: number): Prisma.Sql => Prisma.sql`
  DELETE FROM feed_activities WHERE id IN (
    SELECT id FROM feed_activities a
    WHERE retracted_at < ${before}
      AND NOT EXISTS (SELECT FROM feed_changes c WHERE c.activity_id = a.id AND c.op = 'REMOVED')
    ORDER BY retracted_at LIMIT ${limit} FOR UPDATE OF a SKIP LOCKED)`;
