import type { Database } from '../database/Database.ts';

/** The queued handlers that any release ever had: the table event_handlers. */
export class HandlerCatalog {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * Enters those that are new, and from where on they hear of events: after the last one that is committed now. Of transactions that run
   * meanwhile in an older release, what got a lower seq was before their time, and what got a higher one is filled in. To be called before
   * this release writes any event, so that all of its own are after.
   */
  async register(handlers: readonly string[]): Promise<void> {
    await this.#database.current.$executeRaw`
      INSERT INTO event_handlers (handler, from_seq, complete_to, looked_at, looked_to)
      SELECT handler, log.last + 1, log.last, now(), log.last
      FROM unnest(${handlers}::text[]) AS handler, (SELECT coalesce(max(seq), 0) AS last FROM domain_events) log
      ORDER BY handler ON CONFLICT DO NOTHING`;
  }

  /** In the order of their names. */
  async names(): Promise<readonly string[]> {
    const rows = await this.#database.client.eventHandler.findMany({
      select: { handler: true },
      orderBy: { handler: 'asc' },
    });
    return rows.map(({ handler }) => handler);
  }

  /** The first event that the handler is to hear of; undefined if it was never registered. */
  async fromSeq(handler: string): Promise<bigint | undefined> {
    const row = await this.#database.client.eventHandler.findUnique({ where: { handler }, select: { fromSeq: true } });
    return row?.fromSeq;
  }
}
