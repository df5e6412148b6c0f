import type { ClientBase } from 'pg';
import type { FeedRetraction, FeedStore } from '../../application/FeedStore.ts';
import type { FeedActivity } from '../../domain/FeedActivity.ts';
import type { FeedAudience } from '../../domain/FeedAudience.ts';
import { audienceColumns } from '../audienceColumns.ts';

/** Activities as they come of events, in a table that is not shown yet. */
export class RebuiltFeed implements FeedStore {
  readonly #client: ClientBase;
  readonly #table: string;
  #added: FeedActivity[] = [];

  /** @param table like feed_activities. */
  constructor(client: ClientBase, table: string) {
    this.#client = client;
    this.#table = table;
  }

  /** Written by the next `flush`, at the latest before it is changed: many in one statement. */
  async add(activity: FeedActivity): Promise<void> {
    this.#added.push(activity);
  }

  async retract({ kind, actorId, cardId, collectionId, at }: FeedRetraction): Promise<void> {
    if (this.#added.some((activity) => activity.cardId === cardId)) await this.flush();
    // Two statements: no index serves a condition that holds with and without a collection.
    await this.#client.query(
      collectionId === undefined
        ? {
            name: 'retract',
            text: `${this.#retracting} AND collection_id IS NULL`,
            values: [cardId, actorId, kind, at],
          }
        : {
            name: 'retract from collection',
            text: `${this.#retracting} AND collection_id = $5`,
            values: [cardId, actorId, kind, at, collectionId],
          },
    );
  }

  async retractCollection(collectionId: string, _before: bigint, at: Date): Promise<void> {
    await this.#flushCollection(collectionId);
    await this.#client.query({
      name: 'retract collection',
      text: `UPDATE ${this.#table} SET retracted_at = $2 WHERE collection_id = $1 AND retracted_at IS NULL`,
      values: [collectionId, at],
    });
  }

  async showCollection(collectionId: string, _before: bigint, shownTo: FeedAudience): Promise<void> {
    await this.#flushCollection(collectionId);
    const { audience, viewers } = audienceColumns(shownTo);
    await this.#client.query({
      name: 'show collection',
      text: `UPDATE ${this.#table} SET audience = $2, viewers = $3
             WHERE collection_id = $1 AND retracted_at IS NULL AND (audience, viewers) IS DISTINCT FROM ($2::feed_audience, $3::text[])`,
      values: [collectionId, audience, viewers],
    });
  }

  /** Nothing: what a card looks like is the card's. */
  async updateCard(): Promise<void> {}

  /** Nothing: who follows whom decides what somebody is shown, not what there is. */
  async changeAudience(): Promise<void> {}

  /** Nothing, likewise. */
  async changeHiding(): Promise<void> {}

  async flush(): Promise<void> {
    const added = this.#added;
    if (added.length === 0) return;
    this.#added = [];
    const rows = added.map(({ seq, createdAt, collection, ...activity }) => ({
      ...activity,
      seq: String(seq),
      collectionId: collection?.id ?? null,
      createdAt: createdAt.toISOString(),
      ...audienceColumns(collection?.audience),
    }));
    await this.#client.query({
      name: 'add',
      text: `INSERT INTO ${this.#table} (id, seq, kind, actor_id, card_id, collection_id, audience, viewers, created_at)
             SELECT * FROM jsonb_to_recordset($1) AS added(id uuid, seq bigint, kind feed_activity_kind, "actorId" text, "cardId" uuid,
               "collectionId" uuid, audience feed_audience, viewers text[], "createdAt" timestamptz)
             ON CONFLICT (id) DO NOTHING`,
      values: [JSON.stringify(rows)],
    });
  }

  get #retracting(): string {
    return `UPDATE ${this.#table} SET retracted_at = $4 WHERE card_id = $1 AND actor_id = $2 AND kind = $3 AND retracted_at IS NULL`;
  }

  async #flushCollection(collectionId: string): Promise<void> {
    if (this.#added.some(({ collection }) => collection?.id === collectionId)) await this.flush();
  }
}
