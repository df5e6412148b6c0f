import type { Database } from '../../../shared/infrastructure/database/Database.ts';
import { type PreparedStatement, prepared } from '../../../shared/infrastructure/database/prepared.ts';
import type { Transaction } from '../../../shared/infrastructure/database/Transaction.ts';
import type { FeedRetraction, FeedStore } from '../application/FeedStore.ts';
import type { FeedActivity } from '../domain/FeedActivity.ts';
import type { FeedAudience } from '../domain/FeedAudience.ts';
import type { FeedHidingChange } from '../domain/FeedChange.ts';
import { audienceColumns } from './audienceColumns.ts';
import { defaultActivitiesAtOnce, type Reshowing, reshowCollection } from './reshowCollection.ts';
import { type CollectionRetraction, retracting, retractingFromCollections } from './retracting.ts';

/**
 * Writes activities and changes in the transaction of the unit of work, which has appended the event before: a rebuild relies on it. What is shown to others,
 * or leaves collections, may be many activities, of one event or of many: each takes a bounded number of statements.
 */
export class PrismaFeedStore implements FeedStore {
  readonly #database: Database;
  readonly #onChanged: () => void;
  readonly #activitiesAtOnce: number;
  /** What is to be taken back by the next statement that is sent: whoever deletes a card takes it out of any number of collections. */
  readonly #retractions = new WeakMap<Transaction, CollectionRetraction[]>();

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

  async retract({ collectionId, ...retraction }: FeedRetraction): Promise<void> {
    if (collectionId === undefined) this.#change(retracting(retraction));
    else this.#retractTogether({ ...retraction, collectionId });
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

  #retractTogether(retraction: CollectionRetraction): void {
    const { transaction } = this.#database;
    const gathered = this.#retractions.get(transaction);
    if (gathered) return void gathered.push(retraction);
    const retractions = [retraction];
    this.#change(() => {
      this.#retractions.delete(transaction);
      return retractingFromCollections(retractions);
    });
    this.#retractions.set(transaction, retractions);
  }

  #reshow(reshowing: Reshowing): void {
    this.#change(...reshowCollection(reshowing, this.#activitiesAtOnce));
  }

  /** Nobody here waits for it: it goes with the commit. Behind it a retraction begins anew: changes stay in their order. */
  #change(...statements: readonly (PreparedStatement | (() => PreparedStatement))[]): void {
    const { transaction } = this.#database;
    this.#retractions.delete(transaction);
    for (const statement of statements) transaction.write(statement);
    transaction.afterCommit(this.#onChanged);
  }
}
