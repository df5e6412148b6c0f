import type { Database } from '../database/Database.ts';

/** How queued work stands. Each number is counted up to a limit: more is not told apart. */
export interface OutboxState {
  /** Dead letters, by handler: also of handlers that this release does not have. */
  readonly dead: ReadonlyMap<string, number>;
  /** What the handlers of this release have to do. */
  readonly release: UndoneState;
  /** What is left for handlers of other releases, among the oldest undone: nobody here does it, and if they are gone, nobody ever will. */
  readonly other: UndoneState;
}

export interface UndoneState {
  readonly undone: number;
  /** Of the undone, those that are due. */
  readonly late: number;
  /** How long ago that became due which has been due for longest; 0 without one. */
  readonly oldestLateSeconds: number;
}

export interface OutboxReading {
  /** The handlers of this release. */
  readonly handlers: readonly string[];
  /** Up to which dead letters are counted of each handler, and undone deliveries of all. Default: 10,000. */
  readonly countedAtMost?: number;
}

const nothing: UndoneState = { undone: 0, late: 0, oldestLateSeconds: 0 };

/**
 * Reads partial indexes alone, whatever the outbox has grown to: of the dead letters so many of each handler as are counted, of the undone the
 * oldest. For those of this release it passes over what is left for others, as the relay does at each poll.
 */
export async function readOutboxState(
  { client }: Pick<Database, 'client'>,
  { handlers, countedAtMost = 10_000 }: OutboxReading,
): Promise<OutboxState> {
  const [dead, open] = await Promise.all([
    client.$queryRaw<{ handler: string; count: number }[]>`
      WITH RECURSIVE names AS (
        SELECT min(handler) AS handler FROM event_deliveries WHERE dead_at IS NOT NULL
        UNION ALL
        SELECT (SELECT min(handler) FROM event_deliveries WHERE dead_at IS NOT NULL AND handler > names.handler)
        FROM names WHERE names.handler IS NOT NULL
      )
      SELECT names.handler, counted.count FROM names, LATERAL (
        SELECT count(*)::int FROM (
          SELECT FROM event_deliveries d WHERE d.dead_at IS NOT NULL AND d.handler = names.handler LIMIT ${countedAtMost}
        ) dead
      ) counted WHERE names.handler IS NOT NULL`,
    client.$queryRaw<{ isOfRelease: boolean; undone: number; late: number; oldest: number | null }[]>`
      SELECT "isOfRelease", count(*)::int AS undone, count(*) FILTER (WHERE available_at <= now())::int AS late,
        extract(epoch FROM now() - min(available_at) FILTER (WHERE available_at <= now()))::float8 AS oldest
      FROM (
        (
          SELECT TRUE AS "isOfRelease", available_at FROM event_deliveries
          WHERE done_at IS NULL AND dead_at IS NULL AND handler = ANY(${handlers})
          ORDER BY available_at LIMIT ${countedAtMost}
        ) UNION ALL (
          SELECT FALSE, available_at FROM (
            SELECT handler, available_at FROM event_deliveries WHERE done_at IS NULL AND dead_at IS NULL
            ORDER BY available_at LIMIT ${countedAtMost}
          ) oldest WHERE handler <> ALL(${handlers})
        )
      ) undone GROUP BY "isOfRelease"`,
  ]);
  const undoneOf = (isOfRelease: boolean): UndoneState => {
    const row = open.find((counted) => counted.isOfRelease === isOfRelease);
    return row ? { undone: row.undone, late: row.late, oldestLateSeconds: row.oldest ?? 0 } : nothing;
  };
  return {
    dead: new Map(dead.map(({ handler, count }) => [handler, count])),
    release: undoneOf(true),
    other: undoneOf(false),
  };
}
