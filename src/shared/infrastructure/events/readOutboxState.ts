import type { Database } from '../database/Database.ts';

/** How queued work stands. Each number is counted up to 10,000: more is not told apart. */
export interface OutboxState {
  /** Dead letters, by handler. */
  readonly dead: ReadonlyMap<string, number>;
  readonly undone: number;
  /** Of the undone, those that are due. */
  readonly late: number;
  /** How long ago that became due which has been due for longest; 0 without one. */
  readonly oldestLateSeconds: number;
}

const countedAtMost = 10_000;

/** Reads at most 20,000 entries of two partial indexes, whatever the outbox has grown to. */
export async function readOutboxState({ client }: Database): Promise<OutboxState> {
  const [dead, open] = await Promise.all([
    client.$queryRaw<{ handler: string; count: number }[]>`
      SELECT handler, count(*)::int AS count
      FROM (SELECT handler FROM event_deliveries WHERE dead_at IS NOT NULL LIMIT ${countedAtMost}) dead GROUP BY handler`,
    client.$queryRaw<{ undone: number; late: number; oldest: number | null }[]>`
      SELECT count(*)::int AS undone, count(*) FILTER (WHERE available_at <= now())::int AS late,
        extract(epoch FROM now() - min(available_at) FILTER (WHERE available_at <= now()))::float8 AS oldest
      FROM (
        SELECT available_at FROM event_deliveries WHERE done_at IS NULL AND dead_at IS NULL
        ORDER BY available_at LIMIT ${countedAtMost}
      ) undone`,
  ]);
  return {
    dead: new Map(dead.map(({ handler, count }) => [handler, count])),
    undone: open[0]?.undone ?? 0,
    late: open[0]?.late ?? 0,
    oldestLateSeconds: open[0]?.oldest ?? 0,
  };
}
