import { z } from 'zod';
import type { Database } from '../../../shared/infrastructure/database/Database.ts';
import { prepared } from '../../../shared/infrastructure/database/prepared.ts';
import type { Chore } from '../../../shared/infrastructure/housekeeping/Housekeeping.ts';
import { defaultActivitiesAtOnce, takingPart } from './reshowCollection.ts';

export interface ReshowingChoreOptions {
  readonly database: Database;
  /** Called after each commit that changed a feed: wakes the sequencer. */
  readonly onChanged: () => void;
  /** Default 1,000. */
  readonly activitiesAtOnce?: number;
  /** Transactions in one run, so that a shutdown does not wait for all. Default 20. */
  readonly maxBatches?: number;
}

const dueRows = z.array(z.object({ collection_id: z.string() }));
const pageRows = z.tuple([z.object({ count: z.int() })]);

/**
 * Changes what is left of large collections that are shown to others, or were deleted (see reshowCollection), the newest activities first, and tells of each.
 * Several processes share the work: each takes a collection that none is at.
 *
 * Whoever was not among those who were to be shown an activity at any time since has been told nothing of it since: so it is told first that it was
 * gone for them, and then that it is there again, where it is.
 */
export class ReshowingChore implements Chore {
  readonly name = 'showing large collections to others';
  readonly everyMs = 500;
  readonly #options: ReshowingChoreOptions;

  constructor(options: ReshowingChoreOptions) {
    this.#options = options;
  }

  async run(): Promise<void> {
    const { database, maxBatches = 20 } = this.#options;
    // Nearly always there is nothing: a transaction would be begun twice a second, by each worker, to find that out.
    const { rowCount } = await database.query(prepared`SELECT FROM feed_reshowings LIMIT 1`);
    if (rowCount === 0) return;
    for (let batch = 1; batch <= maxBatches; batch += 1)
      if (!(await database.inTransaction(() => this.#changeBatch()))) return;
  }

  /** Resolves to whether there was anything to do. */
  async #changeBatch(): Promise<boolean> {
    const { database, onChanged, activitiesAtOnce = defaultActivitiesAtOnce } = this.#options;
    const { transaction } = database;
    await transaction.query(takingPart);
    // First, and in a statement of its own: what is done next sees what was asked for last.
    const found = await transaction.query(prepared`
      SELECT collection_id FROM feed_reshowings ORDER BY before LIMIT 1 FOR UPDATE SKIP LOCKED`);
    const [due] = dueRows.parse(found.rows);
    if (!due) return false;
    const { rows } = await transaction.query(changing(due.collection_id, activitiesAtOnce));
    const [{ count }] = pageRows.parse(rows);
    if (count < activitiesAtOnce) transaction.write(ending(due.collection_id));
    transaction.afterCommit(onChanged);
    return true;
  }
}

const changing = (collectionId: string, limit: number) => prepared`
  WITH due AS (
    SELECT * FROM feed_reshowings WHERE collection_id = ${collectionId}::uuid
  ), page AS (
    SELECT a.id, a.seq, a.audience, a.viewers FROM feed_activities a
    WHERE a.collection_id = ${collectionId}::uuid AND a.retracted_at IS NULL AND a.seq < (SELECT remaining FROM due)
    ORDER BY a.retracted_at DESC, a.seq DESC LIMIT ${limit}::int FOR UPDATE OF a
  ), through AS (
    UPDATE feed_reshowings SET remaining = (SELECT min(seq) FROM page)
    WHERE collection_id = ${collectionId}::uuid AND EXISTS (SELECT FROM page)
  ), meanwhile AS (
    SELECT page.id, page.seq, page.audience, page.viewers,
      greatest(page.audience, due.meanwhile_audience) AS meanwhile_audience,
      viewers_of_both(page.audience, page.viewers, coalesce(due.meanwhile_audience, 'EVERYONE'), due.meanwhile_viewers) AS meanwhile_viewers
    FROM page, due
  ), changed AS (
    UPDATE feed_activities a SET retracted_at = due.retracted_at,
      audience = CASE WHEN due.retracted_at IS NULL THEN due.audience ELSE a.audience END,
      viewers = CASE WHEN due.retracted_at IS NULL THEN due.viewers ELSE a.viewers END
    FROM page, due
    WHERE a.id = page.id
      AND (due.retracted_at IS NOT NULL OR (page.audience, page.viewers) IS DISTINCT FROM (due.audience, due.viewers))
  ), told AS (
    INSERT INTO feed_changes (op, actor_id, activity_id, card_id, collection_id, audience, viewers, former_audience, former_viewers)
    SELECT step.op::feed_change_op, a.actor_id, a.id, a.card_id, a.collection_id, step.audience, step.viewers, step.former_audience, step.former_viewers
    FROM meanwhile m JOIN feed_activities a USING (id) CROSS JOIN due CROSS JOIN LATERAL (
      SELECT 1, 'REMOVED', m.audience, m.viewers, NULL::feed_audience, '{}'::text[] WHERE due.retracted_at IS NOT NULL
      UNION ALL
      SELECT 2, 'AUDIENCE', m.meanwhile_audience, m.meanwhile_viewers, m.audience, m.viewers
      WHERE due.retracted_at IS NULL AND (m.meanwhile_audience, m.meanwhile_viewers) IS DISTINCT FROM (m.audience, m.viewers)
      UNION ALL
      SELECT 3, 'AUDIENCE', due.audience, due.viewers, m.meanwhile_audience, m.meanwhile_viewers
      WHERE due.retracted_at IS NULL AND (due.audience, due.viewers) IS DISTINCT FROM (m.meanwhile_audience, m.meanwhile_viewers)
    ) step(nth, op, audience, viewers, former_audience, former_viewers)
    ORDER BY m.seq, step.nth
  )
  SELECT count(*)::int AS count FROM page`;

const ending = (collectionId: string) => prepared`
  WITH ended AS (DELETE FROM feed_reshowings WHERE collection_id = ${collectionId}::uuid RETURNING collection_id)
  INSERT INTO feed_changes (op, collection_id, audience) SELECT 'COLLECTION', collection_id, 'EVERYONE' FROM ended`;
