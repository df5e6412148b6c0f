import { type PreparedStatement, prepared } from '../../../shared/infrastructure/database/prepared.ts';
import type { FeedAudience } from '../domain/FeedAudience.ts';
import { audienceColumns } from './audienceColumns.ts';

/** What is done with all that stands of a collection. */
export interface Reshowing {
  readonly collectionId: string;
  /** Of what was done before this place in the order of events. */
  readonly before: bigint;
  readonly audience: FeedAudience;
  /** It is taken back then; null: it is shown to that audience. */
  readonly retractedAt: Date | null;
}

/** Activities that are changed in one transaction: a tenth of a second. */
export const defaultActivitiesAtOnce = 1_000;

/**
 * In this order, in the transaction of the change. A collection of few activities is done with it. Of a larger one the newest are, and the rest is left
 * to ReshowingChore, with a COLLECTION change that says at once who is shown it. Where an earlier change of the same collection is under way still, this
 * only renews that.
 */
export function reshowCollection(reshowing: Reshowing, activitiesAtOnce: number): readonly PreparedStatement[] {
  return [takingPart, waitingForOthers(reshowing), beginning(reshowing, activitiesAtOnce)];
}

/** First: who exchanges the table for another waits for the end of this, and this waits for nobody while it has a row that they need. */
export const takingPart = prepared`LOCK TABLE feed_activities IN ROW EXCLUSIVE MODE`;

/** In a statement of its own: what is done next sees what they have written. */
const waitingForOthers = ({ collectionId }: Reshowing): PreparedStatement => prepared`
  SELECT FROM feed_reshowings WHERE collection_id = ${collectionId}::uuid FOR UPDATE`;

function beginning({ collectionId, before, audience: shownTo, retractedAt }: Reshowing, limit: number) {
  const { audience, viewers } = audienceColumns(shownTo);
  return prepared`
    WITH given AS (
      SELECT ${collectionId}::uuid AS collection_id, ${before}::bigint AS before, ${audience}::feed_audience AS audience, ${viewers}::text[] AS viewers,
        ${retractedAt}::timestamptz AS retracted_at
    ), renewed AS (
      UPDATE feed_reshowings r SET before = given.before, remaining = given.before, audience = given.audience, viewers = given.viewers,
        retracted_at = given.retracted_at,
        meanwhile_audience = greatest(r.meanwhile_audience, r.audience),
        meanwhile_viewers = viewers_of_both(coalesce(r.meanwhile_audience, 'EVERYONE'), r.meanwhile_viewers, r.audience, r.viewers)
      FROM given
      WHERE r.collection_id = given.collection_id
        AND (r.audience, r.viewers, r.retracted_at) IS DISTINCT FROM (given.audience, given.viewers, given.retracted_at)
      RETURNING 1
    ), former AS (
      SELECT a.id, a.seq, a.audience, a.viewers FROM feed_activities a, given
      WHERE a.collection_id = ${collectionId}::uuid AND a.retracted_at IS NULL
        AND (given.retracted_at IS NOT NULL OR (a.audience, a.viewers) IS DISTINCT FROM (given.audience, given.viewers))
        AND NOT EXISTS (SELECT FROM feed_reshowings WHERE collection_id = ${collectionId}::uuid)
      ORDER BY a.retracted_at DESC, a.seq DESC LIMIT ${limit}::int FOR UPDATE OF a
    ), changed AS (
      UPDATE feed_activities a SET retracted_at = given.retracted_at,
        audience = CASE WHEN given.retracted_at IS NULL THEN given.audience ELSE former.audience END,
        viewers = CASE WHEN given.retracted_at IS NULL THEN given.viewers ELSE former.viewers END
      FROM former, given WHERE a.id = former.id
      RETURNING a.id, a.seq, a.actor_id, a.card_id, a.collection_id, a.audience, a.viewers,
        former.audience AS former_audience, former.viewers AS former_viewers
    ), told AS (
      INSERT INTO feed_changes (op, actor_id, activity_id, card_id, collection_id, audience, viewers, former_audience, former_viewers)
      SELECT CASE WHEN given.retracted_at IS NULL THEN 'AUDIENCE' ELSE 'REMOVED' END::feed_change_op, actor_id, id, card_id, changed.collection_id,
        changed.audience, changed.viewers,
        CASE WHEN given.retracted_at IS NULL THEN former_audience END, CASE WHEN given.retracted_at IS NULL THEN former_viewers ELSE '{}' END
      FROM changed, given ORDER BY seq
    ), left_over AS (
      INSERT INTO feed_reshowings (collection_id, before, remaining, audience, viewers, retracted_at)
      SELECT collection_id, before, (SELECT min(seq) FROM former), audience, viewers, retracted_at FROM given
      WHERE (SELECT count(*) FROM former) = ${limit}::int
      RETURNING 1
    )
    INSERT INTO feed_changes (op, collection_id, audience, viewers)
    SELECT 'COLLECTION', collection_id, audience, viewers FROM given
    WHERE EXISTS (SELECT FROM renewed UNION ALL SELECT FROM left_over)`;
}
