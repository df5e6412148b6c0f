import type { Database } from '../../../shared/infrastructure/database/Database.ts';
import { type PreparedStatement, prepared } from '../../../shared/infrastructure/database/prepared.ts';
import type { FeedRetraction, FeedStore } from '../application/FeedStore.ts';
import type { FeedActivity } from '../domain/FeedActivity.ts';
import type { FeedAudience } from '../domain/FeedAudience.ts';
import type { FeedHidingChange } from '../domain/FeedChange.ts';
import { audienceColumns } from './audienceColumns.ts';
import { defaultActivitiesAtOnce, type Reshowing, reshowCollection } from './reshowCollection.ts';

/** Each change of a feed in one statement, in the transaction of the unit of work, which has appended the event before: a rebuild relies on it. */
export class PrismaFeedStore implements FeedStore {
  readonly #database: Database;
  readonly #onChanged: () => void;
  readonly #activitiesAtOnce: number;

  /**
   * @param onChanged is called once after each commit that changed a feed: wakes the sequencer.
   * @param activitiesAtOnce of a collection, changed in one transaction. Default 1,000.
   */
  constructor(database: Database, onChanged: () => void, activitiesAtOnce = defaultActivitiesAtOnce) {
    this.#database = database;
    this.#onChanged = onChanged;
    this.#activitiesAtOnce = activitiesAtOnce;
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

  async retractCollection(collectionId: string, before: bigint, retractedAt: Date): Promise<void> {
    this.#reshow({ collectionId, before, audience: 'NOBODY', retractedAt });
  }

  async showCollection(collectionId: string, before: bigint, audience: FeedAudience): Promise<void> {
    this.#reshow({ collectionId, before, audience, retractedAt: null });
  }

  async updateCard(cardId: string): Promise<void> {
    // Locked: who is shown an activity, as this says it, is as whoever is just changing that has left it.
    this.#change(prepared`
      INSERT INTO feed_changes (op, actor_id, activity_id, card_id, collection_id, audience, viewers, former_audience, former_viewers)
      SELECT 'UPDATED', a.actor_id, a.id, a.card_id, a.collection_id, a.audience, a.viewers, r.audience, coalesce(r.viewers, '{}')
      FROM feed_activities a LEFT JOIN feed_reshowings r ON r.collection_id = a.collection_id AND a.seq < r.before
      WHERE a.card_id = ${cardId}::uuid AND a.retracted_at IS NULL ORDER BY a.seq FOR SHARE OF a`);
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

  #reshow(reshowing: Reshowing): void {
    this.#change(...reshowCollection(reshowing, this.#activitiesAtOnce));
  }

  /** Nobody here waits for it: it goes with the commit. */
  #change(...statements: readonly PreparedStatement[]): void {
    const { transaction } = this.#database;
    for (const statement of statements) transaction.write(statement);
    transaction.afterCommit(this.#onChanged);
  }
}
