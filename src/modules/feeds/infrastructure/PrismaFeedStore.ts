import type { Database } from '../../../shared/infrastructure/database/Database.ts';
import { type PreparedStatement, prepared } from '../../../shared/infrastructure/database/prepared.ts';
import type { FeedRetraction, FeedStore } from '../application/FeedStore.ts';
import type { FeedActivity } from '../domain/FeedActivity.ts';
import type { FeedAudience } from '../domain/FeedAudience.ts';
import type { FeedHidingChange } from '../domain/FeedChange.ts';
import { audienceColumns } from './audienceColumns.ts';

/** Each change of a feed in one statement, in the transaction of the unit of work, which has appended the event before: a rebuild relies on it. */
export class PrismaFeedStore implements FeedStore {
  readonly #database: Database;
  readonly #onChanged: () => void;

  /** @param onChanged is called once after each commit that changed a feed: wakes the sequencer. */
  constructor(database: Database, onChanged: () => void) {
    this.#database = database;
    this.#onChanged = onChanged;
  }

  async add({ id, seq, kind, actorId, cardId, collection, createdAt }: FeedActivity): Promise<void> {
    const { audience, viewers } = audienceColumns(collection?.audience);
    this.#change(prepared`
      WITH added AS (
        INSERT INTO feed_activities (id, seq, kind, actor_id, card_id, collection_id, audience, viewers, created_at)
        VALUES (${id}::uuid, ${seq}, ${kind}::feed_activity_kind, ${actorId}, ${cardId}::uuid, ${collection?.id ?? null}::uuid,
          ${audience}::feed_audience, ${viewers}, ${createdAt})
        ON CONFLICT (id) DO NOTHING
        RETURNING id, actor_id, card_id, collection_id, audience, viewers
      )
      INSERT INTO feed_changes (op, actor_id, activity_id, card_id, collection_id, audience, viewers)
      SELECT 'ADDED', actor_id, id, card_id, collection_id, audience, viewers FROM added`);
  }

  async retract({ kind, actorId, cardId, collectionId, at }: FeedRetraction): Promise<void> {
    this.#change(prepared`
      WITH retracted AS (
        UPDATE feed_activities SET retracted_at = ${at}
        WHERE card_id = ${cardId}::uuid AND actor_id = ${actorId} AND kind = ${kind}::feed_activity_kind
          AND collection_id IS NOT DISTINCT FROM ${collectionId ?? null}::uuid AND retracted_at IS NULL
        RETURNING id, seq, actor_id, card_id, collection_id, audience, viewers
      )
      INSERT INTO feed_changes (op, actor_id, activity_id, card_id, collection_id, audience, viewers)
      SELECT 'REMOVED', actor_id, id, card_id, collection_id, audience, viewers FROM retracted ORDER BY seq`);
  }

  async retractCollection(collectionId: string, at: Date): Promise<void> {
    this.#change(prepared`
      WITH retracted AS (
        UPDATE feed_activities SET retracted_at = ${at}
        WHERE collection_id = ${collectionId}::uuid AND retracted_at IS NULL
        RETURNING id, seq, actor_id, card_id, collection_id, audience, viewers
      )
      INSERT INTO feed_changes (op, actor_id, activity_id, card_id, collection_id, audience, viewers)
      SELECT 'REMOVED', actor_id, id, card_id, collection_id, audience, viewers FROM retracted ORDER BY seq`);
  }

  async showCollection(collectionId: string, shownTo: FeedAudience): Promise<void> {
    const { audience, viewers } = audienceColumns(shownTo);
    this.#change(prepared`
      WITH former AS (
        SELECT id, audience, viewers FROM feed_activities
        WHERE collection_id = ${collectionId}::uuid AND retracted_at IS NULL
          AND (audience, viewers) IS DISTINCT FROM (${audience}::feed_audience, ${viewers}::text[])
        FOR UPDATE
      ), shown AS (
        UPDATE feed_activities a SET audience = ${audience}::feed_audience, viewers = ${viewers}::text[]
        FROM former WHERE a.id = former.id
        RETURNING a.id, a.seq, a.actor_id, a.card_id, a.collection_id, a.audience, a.viewers,
          former.audience AS former_audience, former.viewers AS former_viewers
      )
      INSERT INTO feed_changes (op, actor_id, activity_id, card_id, collection_id, audience, viewers, former_audience, former_viewers)
      SELECT 'AUDIENCE', actor_id, id, card_id, collection_id, audience, viewers, former_audience, former_viewers FROM shown ORDER BY seq`);
  }

  async updateCard(cardId: string): Promise<void> {
    // Locked: who is shown an activity, as this says it, is as whoever is just changing that has left it.
    this.#change(prepared`
      INSERT INTO feed_changes (op, actor_id, activity_id, card_id, collection_id, audience, viewers)
      SELECT 'UPDATED', actor_id, id, card_id, collection_id, audience, viewers FROM feed_activities
      WHERE card_id = ${cardId}::uuid AND retracted_at IS NULL ORDER BY seq FOR SHARE`);
  }

  async changeAudience(change: {
    readonly followerId: string;
    readonly targetId: string;
    readonly following: boolean;
  }): Promise<void> {
    this.#change(prepared`
      INSERT INTO feed_changes (op, actor_id, target_id, following)
      VALUES ('AUDIENCE', ${change.followerId}, ${change.targetId}, ${change.following})`);
  }

  async changeHiding({ op, actorId, targetId }: Omit<FeedHidingChange, 'position'>): Promise<void> {
    this.#change(prepared`
      INSERT INTO feed_changes (op, actor_id, target_id) VALUES (${op}::feed_change_op, ${actorId}, ${targetId})`);
  }

  /** Nobody here waits for it: it goes with the commit. */
  #change(statement: PreparedStatement): void {
    const { transaction } = this.#database;
    transaction.write(statement);
    transaction.afterCommit(this.#onChanged);
  }
}
