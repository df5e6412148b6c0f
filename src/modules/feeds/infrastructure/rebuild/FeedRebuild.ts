import type { ClientBase } from 'pg';
import { z } from 'zod';
import type { TableReplacement } from '../../../../shared/infrastructure/database/TableReplacement.ts';
import { underTableLocks } from '../../../../shared/infrastructure/database/underTableLocks.ts';
import { nobodyAppends } from '../../../../shared/infrastructure/events/nobodyAppends.ts';
import { type LoggedEvent, readEvents } from '../../../../shared/infrastructure/events/readEvents.ts';
import { feedTables } from '../feedTables.ts';
import type { FeedRebuildOptions, RebuiltFeeds } from './FeedRebuildOptions.ts';
import { RebuiltFeed } from './RebuiltFeed.ts';

const endOfLog = z.tuple([z.object({ seq: z.coerce.bigint() })]);
const counted = z.tuple([z.object({ events: z.int() })]);
const begun = z.tuple([z.object({ epoch: z.uuid() })]);

/** The steps of one rebuild. */
export class FeedRebuild {
  readonly #client: ClientBase;
  readonly #activities: TableReplacement;
  readonly #options: FeedRebuildOptions;
  readonly #feed: RebuiltFeed;
  readonly #tell: (event: LoggedEvent) => Promise<void>;
  readonly #batch: number;
  /** All events up to here are in `feed`, and none below it is to come. */
  #through = 0n;
  #events = 0;

  constructor(client: ClientBase, activities: TableReplacement, options: FeedRebuildOptions) {
    this.#client = client;
    this.#activities = activities;
    this.#options = options;
    this.#feed = new RebuiltFeed(client, activities.fresh);
    this.#tell = options.listen(this.#feed);
    this.#batch = options.batch ?? 1_000;
  }

  /** Reads on until so few events are missing that `swap` can read them. */
  async catchUp(): Promise<void> {
    for (;;) {
      const before = this.#events;
      // Numbers are drawn before the commit, and committed in any order. But at this moment, what is not there never will be.
      const end = await underTableLocks(this.#client, [nobodyAppends], () => this.#endOfLog());
      const total = before === 0 ? await this.#count(end) : undefined;
      await this.#readUpTo(end, total);
      if (this.#events - before <= this.#batch) return;
    }
  }

  /** What takes time, and nobody has to wait for. */
  async prepareSwap(): Promise<void> {
    const { fresh } = this.#activities;
    // What retention has taken is not to come back: see feedRetention.
    await this.#client.query(
      `DELETE FROM ${fresh} a WHERE retracted_at < now() - $1::int * interval '1 day'
         AND NOT EXISTS (SELECT FROM feed_changes c WHERE c.activity_id = a.id AND c.op = 'REMOVED')`,
      [this.#options.changesDays],
    );
    await this.#client.query(`VACUUM ANALYZE ${fresh}`);
  }

  /**
   * Whoever has written to the live table has ended when this gets its lock, so their events are here to be read. Whoever has appended an
   * event and not come to that yet finds the new table.
   */
  async swap(): Promise<RebuiltFeeds> {
    let lockedAt = 0;
    const epoch = await underTableLocks(this.#client, [this.#activities.lock], async () => {
      lockedAt = performance.now();
      await this.#client.query('SET LOCAL synchronous_commit = on');
      await this.#readUpTo(await this.#endOfLog());
      await this.#activities.swap();
      return this.#beginNewEpoch();
    });
    return { events: this.#events, epoch, heldUpMs: performance.now() - lockedAt };
  }

  async #readUpTo(end: bigint, total?: number): Promise<void> {
    while (this.#through < end) {
      const events = await readEvents(this.#client, { after: this.#through, upTo: end }, this.#batch);
      for (const event of events) await this.#tell(event);
      await this.#feed.flush();
      this.#through = events.length < this.#batch ? end : (events.at(-1)?.metadata.seq ?? end);
      this.#events += events.length;
      if (total !== undefined) this.#options.onProgress?.(this.#events, total);
    }
  }

  /**
   * No cursor is good any more, so no change is needed: those with a position fall below the minimum, for retention to remove, and those without
   * never get one. Whom a viewer follows at a position is right from the start: it is worked out from the follows of today and what the log
   * has after the position, and the two are written together.
   */
  async #beginNewEpoch(): Promise<string> {
    await this.#client.query('SELECT pg_advisory_xact_lock($1)', [feedTables.sequencingLock]);
    await this.#client.query('DELETE FROM feed_changes WHERE position IS NULL');
    // In the new table all of it is done.
    await this.#client.query('DELETE FROM feed_reshowings');
    const { rows } = await this.#client.query<object>(
      'UPDATE feed_head SET epoch = gen_random_uuid(), minimum = head RETURNING epoch',
    );
    return begun.parse(rows)[0].epoch;
  }

  async #endOfLog(): Promise<bigint> {
    const { rows } = await this.#client.query<object>('SELECT coalesce(max(seq), 0) AS seq FROM domain_events');
    return endOfLog.parse(rows)[0].seq;
  }

  async #count(upTo: bigint): Promise<number> {
    const { rows } = await this.#client.query<object>(
      'SELECT count(*)::int AS events FROM domain_events WHERE seq > $1 AND seq <= $2',
      [this.#through, upTo],
    );
    return counted.parse(rows)[0].events;
  }
}
