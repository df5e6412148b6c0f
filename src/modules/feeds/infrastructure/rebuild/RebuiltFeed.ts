import type { ClientBase } from 'pg';
import type { FeedRetraction, FeedStore } from '../../application/FeedStore.ts';
import type { FeedActivity } from '../../domain/FeedActivity.ts';

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

  /** Written by the next `flush`, at the latest before it is retracted: many in one statement. */
  async add(activity: FeedActivity): Promise<void> {
    this.#added.push(activity);
  }

  async retract({ kind, actorId, cardId, at }: FeedRetraction): Promise<void> {
    if (this.#added.some((activity) => activity.cardId === cardId)) await this.flush();
    await this.#client.query({
      name: 'retract',
      text: `UPDATE ${this.#table} SET retracted_at = $4
             WHERE card_id = $1 AND actor_id = $2 AND kind = $3 AND retracted_at IS NULL`,
      values: [cardId, actorId, kind, at],
    });
  }

  /** Nothing: what a card looks like is the card's. */
  async updateCard(): Promise<void> {}

  /** Nothing: who follows whom decides what somebody is shown, not what there is. */
  async changeAudience(): Promise<void> {}

  async flush(): Promise<void> {
    const added = this.#added;
    if (added.length === 0) return;
    this.#added = [];
    await this.#client.query({
      name: 'add',
      text: `INSERT INTO ${this.#table} (id, seq, kind, actor_id, card_id, created_at)
             SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::feed_activity_kind[], $4::text[], $5::uuid[], $6::timestamptz[])
             ON CONFLICT (id) DO NOTHING`,
      values: [
        added.map(({ id }) => id),
        added.map(({ seq }) => seq),
        added.map(({ kind }) => kind),
        added.map(({ actorId }) => actorId),
        added.map(({ cardId }) => cardId),
        added.map(({ createdAt }) => createdAt),
      ],
    });
  }
}
