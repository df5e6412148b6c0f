import { z } from 'zod';
import { Prisma } from '../../../generated/prisma/client.ts';
import type { ChangeLog, LogHead, SequencedChanges } from '../../../shared/application/live/ChangeLog.ts';
import type { Database } from '../../../shared/infrastructure/database/Database.ts';
import type { FeedBacklog } from '../application/FeedBacklog.ts';
import { type FeedChange, type FeedHidingChange, isHidingChange } from '../domain/FeedChange.ts';
import type { Hiding } from '../domain/Hiding.ts';
import { isDid } from '../domain/isDid.ts';
import { toFeedChange } from './feedChangeRow.ts';

const sequencedRows = z.array(z.looseObject({ epoch: z.string() }));
const hidingRows = z.array(
  z.object({ hiding: z.templateLiteral([z.enum(['MUTE', 'BLOCK', 'BLOCKED_BY']), ' ', z.string()]) }),
);
const followeeRows = z.array(z.object({ target_id: z.string() }));

/** The log of feeds in PostgreSQL. Each method is one statement outside of any transaction, so it sees one moment, and the latest. */
export class PrismaFeedChangeLog implements ChangeLog<FeedChange>, FeedBacklog {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async head(): Promise<LogHead> {
    const { epoch, head, minimum } = await this.#database.client.feedHead.findFirstOrThrow();
    return { epoch, head: Number(head), minimum: Number(minimum) };
  }

  async sequence(limit: number): Promise<SequencedChanges<FeedChange> | undefined> {
    const rows = sequencedRows.parse(
      await this.#database.reserved.$queryRaw`SELECT * FROM sequence_feed_changes(${limit}::int) ORDER BY "position"`,
    );
    const [first] = rows;
    return first && { epoch: first.epoch, changes: rows.map(toFeedChange) };
  }

  read(after: number, upTo: number, limit: number): Promise<readonly FeedChange[]> {
    return this.#read(Prisma.empty, after, upTo, limit);
  }

  changesBy(actors: readonly string[] | 'all', after: number, upTo: number): Promise<readonly FeedChange[]> {
    const which = actors === 'all' ? Prisma.empty : Prisma.sql`AND c.actor_id = ANY(${actors})`;
    return this.#read(which, after, upTo, upTo - after);
  }

  changesIn(collectionId: string, after: number, upTo: number): Promise<readonly FeedChange[]> {
    return this.#read(Prisma.sql`AND c.collection_id = ${collectionId}::uuid`, after, upTo, upTo - after);
  }

  savingsOf(cardId: string, after: number, upTo: number): Promise<readonly FeedChange[]> {
    const which = Prisma.sql`AND c.card_id = ${cardId}::uuid AND c.collection_id IS NULL`;
    return this.#read(which, after, upTo, upTo - after);
  }

  changesOf(targetIds: Iterable<string>, after: number, upTo: number): Promise<readonly FeedChange[]> {
    const ids = [...targetIds];
    const [curators, collections] = [ids.filter(isDid), ids.filter((id) => !isDid(id))];
    const which = Prisma.sql`AND (c.actor_id = ANY(${curators}) OR c.collection_id = ANY(${collections}::uuid[]))`;
    return this.#read(which, after, upTo, upTo - after);
  }

  async #read(which: Prisma.Sql, after: number, upTo: number, limit: number): Promise<readonly FeedChange[]> {
    const rows: unknown[] = await this.#database.client.$queryRaw`
      SELECT c.position, c.op, c.actor_id, c.activity_id, c.card_id, c.collection_id, c.audience, c.viewers,
             c.former_audience, c.former_viewers, c.target_id, c.following,
             CASE WHEN a.id IS NULL OR a.retracted_at IS NOT NULL THEN 'NOBODY' ELSE a.audience::text END AS current_audience,
             a.viewers AS current_viewers, r.audience AS bound_audience, r.viewers AS bound_viewers
      FROM feed_changes c LEFT JOIN feed_activities a ON a.id = c.activity_id
        LEFT JOIN feed_reshowings r ON r.collection_id = a.collection_id AND a.seq < r.before
      WHERE c.position > ${after} AND c.position <= ${upTo} ${which}
      ORDER BY c.position LIMIT ${limit}`;
    return rows.map(toFeedChange);
  }

  /**
   * A follow and its change are written in one transaction, and one statement sees one moment: so today's follows are what all changes
   * came to, those without a position included. For one viewer and target they alternate between following and not. So where any came
   * after `position`, the first of them says how it was before: the opposite. Where none came, it was as it is.
   */
  async followeesAt(viewerId: string, position: number): Promise<readonly string[]> {
    const rows = followeeRows.parse(
      await this.#database.client.$queryRaw`
        WITH later AS (
          SELECT DISTINCT ON (target_id) target_id, following
          FROM feed_changes
          WHERE op = 'AUDIENCE' AND activity_id IS NULL AND actor_id = ${viewerId} AND (position > ${position} OR position IS NULL)
          ORDER BY target_id, position NULLS LAST, id
        )
        SELECT target_id FROM (
          SELECT curator_id AS target_id FROM follows WHERE follower_id = ${viewerId}
          UNION ALL
          SELECT collection_id::text FROM collection_follows WHERE follower_id = ${viewerId}
        ) followed
        WHERE NOT EXISTS (SELECT FROM later WHERE target_id = followed.target_id)
        UNION ALL
        SELECT target_id FROM later WHERE NOT following`,
    );
    return rows.map((row) => row.target_id);
  }

  /** As with follows: what holds today, but for what changed after `position`; that was the opposite before its first change. */
  async hidingsAt(viewerId: string, position: number): Promise<readonly Hiding[]> {
    const found = hidingRows.parse(
      await this.#database.client.$queryRaw`
        WITH later AS (
          SELECT DISTINCT ON (hiding) hiding, holds FROM (
            SELECT CASE WHEN op IN ('MUTED', 'UNMUTED') THEN 'MUTE ' ELSE 'BLOCK ' END || target_id AS hiding,
              op IN ('MUTED', 'BLOCKED') AS holds, position, id
            FROM feed_changes WHERE actor_id = ${viewerId} AND op IN ('MUTED', 'UNMUTED', 'BLOCKED', 'UNBLOCKED')
            UNION ALL
            SELECT 'BLOCKED_BY ' || actor_id, op = 'BLOCKED', position, id
            FROM feed_changes WHERE target_id = ${viewerId} AND op IN ('BLOCKED', 'UNBLOCKED')
          ) changes
          WHERE position > ${position} OR position IS NULL
          ORDER BY hiding, position NULLS LAST, id
        )
        SELECT hiding FROM (
          SELECT 'MUTE ' || coalesce(muted_id, collection_id::text) AS hiding FROM mutes WHERE curator_id = ${viewerId}
          UNION ALL
          SELECT 'BLOCK ' || blocked_id FROM blocks WHERE blocker_id = ${viewerId}
          UNION ALL
          SELECT 'BLOCKED_BY ' || blocker_id FROM blocks WHERE blocked_id = ${viewerId}
        ) present
        WHERE NOT EXISTS (SELECT FROM later WHERE later.hiding = present.hiding)
        UNION ALL
        SELECT hiding FROM later WHERE NOT holds`,
    );
    return found.map(({ hiding }) => hiding);
  }

  async hidingChanges(viewerId: string, after: number, upTo: number): Promise<readonly FeedHidingChange[]> {
    const rows: unknown[] = await this.#database.client.$queryRaw`
      SELECT position, op, activity_id, actor_id, target_id FROM feed_changes
      WHERE position > ${after} AND position <= ${upTo} AND op IN ('MUTED', 'UNMUTED', 'BLOCKED', 'UNBLOCKED')
        AND (actor_id = ${viewerId} OR (target_id = ${viewerId} AND op IN ('BLOCKED', 'UNBLOCKED')))
      ORDER BY position`;
    return rows.map(toFeedChange).filter(isHidingChange);
  }
}
