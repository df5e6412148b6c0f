import type { ClientBase } from 'pg';

/** What was found wrong with the live feeds, and put right. In activities, tombstones included. */
export interface Corrections {
  /** Were not there. */
  readonly missing: number;
  /** Were not as the events have it. */
  readonly wrong: number;
  /** Come of no event. */
  readonly unfounded: number;
}

const differ = 'ROW(r.*) IS DISTINCT FROM ROW(a.*)'; // of one shape: rebuilt_activities is made like feed_activities

/**
 * Compares the live feeds with rebuilt_activities, and notes which activities differ. Nobody waits for it, so some are noted that only seem
 * to differ: their events were committed after the rebuilding saw the log. The others are the same from now on: each event does the same
 * to both.
 *
 * @param tombstoneDays a tombstone that is missing and older than this was taken by retention, and is not to come back.
 */
export async function findDifferences(client: ClientBase, tombstoneDays: number): Promise<void> {
  await client.query('ANALYZE rebuilt_activities');
  await client.query(`
    CREATE TEMPORARY TABLE differing AS
    SELECT id FROM rebuilt_activities r FULL JOIN feed_activities a USING (id)
    WHERE ${differ}
      AND (a.id IS NOT NULL OR r.retracted_at IS NULL OR r.retracted_at >= now() - ${tombstoneDays} * interval '1 day')`);
  await client.query('ALTER TABLE differing ADD PRIMARY KEY (id)');
  await client.query('ANALYZE differing');
}

/** Makes those that still differ as they are in rebuilt_activities. It must have seen all events by now, and nobody may be adding any. */
export async function correct(client: ClientBase): Promise<Corrections> {
  const unfounded = await count(
    client,
    `DELETE FROM feed_activities a USING differing d
     WHERE a.id = d.id AND NOT EXISTS (SELECT FROM rebuilt_activities r WHERE r.id = a.id)`,
  );
  // Taken out and put in again, not updated: two that have each other's seq would collide.
  const wrong = await count(
    client,
    `DELETE FROM feed_activities a USING differing d, rebuilt_activities r WHERE a.id = d.id AND r.id = d.id AND ${differ}`,
  );
  const inserted = await count(
    client,
    `INSERT INTO feed_activities SELECT r.* FROM rebuilt_activities r JOIN differing d USING (id)
     WHERE NOT EXISTS (SELECT FROM feed_activities a WHERE a.id = r.id)`,
  );
  return { missing: inserted - wrong, wrong, unfounded };
}

async function count(client: ClientBase, statement: string): Promise<number> {
  return (await client.query(statement)).rowCount ?? 0;
}
