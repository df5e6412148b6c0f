import type { ClientBase } from 'pg';
import { z } from 'zod';
import { type LoggedEvent, readEvents } from '../../../../shared/infrastructure/events/readEvents.ts';
import { whileNobodyAppends } from '../../../../shared/infrastructure/events/whileNobodyAppends.ts';
import type { FeedStore } from '../../application/FeedStore.ts';
import { feedTables } from '../feedTables.ts';
import { type Corrections, correct, findDifferences } from './FeedCorrections.ts';
import { RebuiltFeed } from './RebuiltFeed.ts';
import { openRebuildSession } from './session.ts';

export interface FeedRebuildOptions {
  readonly databaseUrl: string;
  /** What listens to the log on behalf of feeds, and writes to `store` what comes of it. Rejects for an event that it cannot read. */
  readonly listen: (store: FeedStore) => (event: LoggedEvent) => Promise<void>;
  /** How long changes are kept, and tombstones with them. */
  readonly changesDays: number;
  /** Called after each batch: events so far, and how many there were at the beginning. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  /** Events read at once. Default 1,000. */
  readonly batch?: number | undefined;
}

export interface RebuiltFeeds extends Corrections {
  readonly events: number;
  /** Of the new history. */
  readonly epoch: string;
  /** How long nothing could be written that raises an event. */
  readonly heldUpMs: number;
}

const endOfLog = z.tuple([z.object({ seq: z.coerce.bigint() })]);
const counted = z.tuple([z.object({ events: z.int() })]);
const begun = z.tuple([z.object({ epoch: z.uuid() })]);

/**
 * Makes the feeds anew from the log of events, while the server runs, and puts right what differs from them, at one moment and together with
 * another epoch: all subscribers begin anew. Notifies nobody. How, and why so: docs/decisions/0011-rebuilding-feeds.md.
 *
 * If it rejects, or its process ends, everything is as it was. Rejects with RebuildIsRunningError and LogIsBusyError, and as `listen` does.
 */
export async function rebuildFeeds(options: FeedRebuildOptions): Promise<RebuiltFeeds> {
  await using session = await openRebuildSession(options.databaseUrl);
  const rebuild = await FeedRebuild.begin(session.client, options);
  await rebuild.catchUp();
  await findDifferences(session.client, options.changesDays);
  await rebuild.catchUp(); // with what was written while all was compared
  return await rebuild.swap();
}

class FeedRebuild {
  readonly #client: ClientBase;
  readonly #feed: RebuiltFeed;
  readonly #tell: (event: LoggedEvent) => Promise<void>;
  readonly #batch: number;
  readonly #onProgress: FeedRebuildOptions['onProgress'];
  /** All events up to here are in `feed`. */
  #through = 0n;
  #events = 0;

  private constructor(client: ClientBase, feed: RebuiltFeed, { listen, batch, onProgress }: FeedRebuildOptions) {
    this.#client = client;
    this.#feed = feed;
    this.#tell = listen(feed);
    this.#batch = batch ?? 1_000;
    this.#onProgress = onProgress;
  }

  static async begin(client: ClientBase, options: FeedRebuildOptions): Promise<FeedRebuild> {
    return new FeedRebuild(client, await RebuiltFeed.create(client), options);
  }

  /** Until so few events are missing that they can be read at the moment of the swap. */
  async catchUp(): Promise<void> {
    for (;;) {
      const before = this.#events;
      // Numbers are drawn before the commit. What is below this one is committed by now, or never will be.
      const end = await whileNobodyAppends(this.#client, () => this.#endOfLog());
      const total = before === 0 ? await this.#count(end) : undefined; // the rest is a moment's work
      await this.#readUpTo(end, total);
      if (this.#events - before <= this.#batch) return;
    }
  }

  async swap(): Promise<RebuiltFeeds> {
    let startedAt = 0;
    const outcome = await whileNobodyAppends(this.#client, async () => {
      startedAt = performance.now();
      await this.#readUpTo(await this.#endOfLog());
      const corrections = await correct(this.#client);
      return { ...corrections, epoch: await this.#beginNewEpoch() };
    });
    return { ...outcome, events: this.#events, heldUpMs: performance.now() - startedAt };
  }

  async #readUpTo(end: bigint, total?: number): Promise<void> {
    while (this.#through < end) {
      const events = await readEvents(this.#client, { after: this.#through, upTo: end }, this.#batch);
      for (const event of events) await this.#tell(event);
      await this.#feed.flush();
      this.#through = events.length < this.#batch ? end : (events.at(-1)?.metadata.seq ?? end);
      this.#events += events.length;
      if (total !== undefined) this.#onProgress?.(this.#events, total);
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
