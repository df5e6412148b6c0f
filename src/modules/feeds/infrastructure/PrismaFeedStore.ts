import type { Database } from '../../../shared/infrastructure/database/Database.ts';
import { type PreparedStatement, prepared } from '../../../shared/infrastructure/database/prepared.ts';
import type { FeedRetraction, FeedStore } from '../application/FeedStore.ts';
import type { FeedActivity } from '../domain/FeedActivity.ts';

/** Each change of a feed in one statement, in the transaction of the unit of work, which has appended the event before: a rebuild relies on it. */
export class PrismaFeedStore implements FeedStore {
  readonly #database: Database;
  readonly #onChanged: () => void;

  /** @param onChanged is called once after each commit that changed a feed: wakes the sequencer. */
  constructor(database: Database, onChanged: () => void) {
    this.#database = database;
    this.#onChanged = onChanged;
  }

  async add({ id, seq, kind, actorId, cardId, createdAt }: FeedActivity): Promise<void> {
    this.#change(prepared`
      WITH added AS (
        INSERT INTO feed_activities (id, seq, kind, actor_id, card_id, created_at)
        VALUES (${id}::uuid, ${seq}, ${kind}::feed_activity_kind, ${actorId}, ${cardId}::uuid, ${createdAt})
        ON CONFLICT (id) DO NOTHING
        RETURNING id, actor_id, card_id
      )
      INSERT INTO feed_changes (op, actor_id, activity_id, card_id)
      SELECT 'ADDED', actor_id, id, card_id FROM added`);
  }

  async retract({ kind, actorId, cardId, at }: FeedRetraction): Promise<void> {
    this.#change(prepared`
      WITH retracted AS (
        UPDATE feed_activities SET retracted_at = ${at}
        WHERE card_id = ${cardId}::uuid AND actor_id = ${actorId} AND kind = ${kind}::feed_activity_kind AND retracted_at IS NULL
        RETURNING id, seq, actor_id, card_id
      )
      INSERT INTO feed_changes (op, actor_id, activity_id, card_id)
      SELECT 'REMOVED', actor_id, id, card_id FROM retracted ORDER BY seq`);
  }

  async updateCard(cardId: string): Promise<void> {
    this.#change(prepared`
      INSERT INTO feed_changes (op, actor_id, activity_id, card_id)
      SELECT 'UPDATED', actor_id, id, card_id FROM feed_activities
      WHERE card_id = ${cardId}::uuid AND retracted_at IS NULL ORDER BY seq`);
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

  /** Nobody here waits for it: it goes with the commit. */
  #change(statement: PreparedStatement): void {
    const { transaction } = this.#database;
    transaction.write(statement);
    transaction.afterCommit(this.#onChanged);
  }
}
