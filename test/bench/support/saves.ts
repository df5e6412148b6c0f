import pg from 'pg';

/**
 * Saves of links, as addUrlToLibrary writes them, without queued deliveries: nothing in a worker is measured by their means. $1: who
 * saves, one by one; $2: addresses; $3: the length of each card's description.
 */
const save = `
  WITH saved AS (
    SELECT gen_random_uuid() AS card, gen_random_uuid() AS event, actor, url
    FROM unnest($1::text[], $2::text[]) AS given(actor, url)),
  stored AS (
    INSERT INTO cards (id, type, author_id, url, canonical_url, title, description, created_at, updated_at)
    SELECT card, 'URL', actor, url, url, 'The title of a page', nullif(repeat('x', $3), ''), now(), now() FROM saved RETURNING id),
  kept AS (INSERT INTO library_memberships (card_id, curator_id, added_at) SELECT card, actor, now() FROM saved),
  recorded AS (
    INSERT INTO domain_events (id, type, version, aggregate_type, aggregate_id, actor_id, correlation_id, payload, occurred_at)
    SELECT event, 'CardAddedToLibrary', 1, 'Card', card, actor, gen_random_uuid(),
      jsonb_build_object('cardId', card, 'curatorId', actor, 'cardType', 'URL', 'url', url, 'title', 'The title of a page'), now()
    FROM saved RETURNING id, seq),
  shown AS (
    INSERT INTO feed_activities (id, seq, kind, actor_id, card_id, created_at)
    SELECT event, seq, 'CARD_ADDED_TO_LIBRARY', actor, card, now() FROM saved JOIN recorded ON recorded.id = saved.event)
  INSERT INTO feed_changes (op, actor_id, activity_id, card_id) SELECT 'ADDED', actor, event, card FROM saved`;

export interface SaveOptions {
  /** Of each card. Default 0. */
  readonly descriptionLength?: number;
  /** What is saved. Default: links that nobody has saved yet. */
  readonly urls?: readonly string[];
}

/** Writes saves straight into the database, so that they take no time of the server that is measured. */
export class Saves implements AsyncDisposable {
  readonly #client: pg.Client;
  #saved = 0;

  private constructor(client: pg.Client) {
    this.#client = client;
  }

  static async open(databaseUrl: string): Promise<Saves> {
    const client = new pg.Client({ connectionString: databaseUrl, application_name: 'benchmark' });
    await client.connect();
    return new Saves(client);
  }

  /** Makes so many curators known: `did:plc:bench-000001` and so on. Returns them. */
  async introduce(curators: number): Promise<readonly string[]> {
    const dids = Array.from({ length: curators }, (_, index) => `did:plc:bench-${String(index + 1).padStart(6, '0')}`);
    await this.#client.query(
      'INSERT INTO curators (id, created_at) SELECT did, now() FROM unnest($1::text[]) AS did ON CONFLICT DO NOTHING',
      [dids],
    );
    return dids;
  }

  /** One save by each of these, in one transaction. Resolves when it is committed. */
  async commit(
    actors: readonly string[],
    { descriptionLength = 0, urls = this.#newUrls(actors.length) }: SaveOptions = {},
  ): Promise<void> {
    await this.#client.query({ name: 'save', text: save, values: [actors, urls, descriptionLength] });
  }

  #newUrls(count: number): readonly string[] {
    return Array.from({ length: count }, () => `https://example.org/bench/${(this.#saved += 1)}`);
  }

  async query(sql: string, values: readonly unknown[] = []): Promise<unknown[]> {
    const { rows } = await this.#client.query<object>(sql, [...values]);
    return rows;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client.end();
  }
}
