import { randomBytes } from 'node:crypto';
import type { Database } from '../../../src/shared/infrastructure/database/Database.ts';
import { goldenFixtures } from './goldenFixtures.ts';

interface RecordOptions {
  readonly events?: number;
  readonly daysAgo?: number;
  readonly version?: number;
  /** They have a delivery for it, done when they occurred. */
  readonly doneBy?: string;
}

/** What another release wrote: events CardAddedToLibrary without, or with, a delivery. Gives their ids. */
export async function recordEvents(
  { database: { current: client } }: { readonly database: Pick<Database, 'current'> },
  { events = 1, daysAgo = 0, version = 1, doneBy }: RecordOptions = {},
): Promise<readonly string[]> {
  const at = new Date(Date.now() - daysAgo * 86_400_000);
  const ids = Array.from({ length: events }, () => uuidOf(at));
  const payload = goldenFixtures.find(({ type }) => type === 'CardAddedToLibrary')?.payload;
  await client.$executeRaw`
    INSERT INTO domain_events (id, type, version, aggregate_type, aggregate_id, correlation_id, payload, occurred_at)
    SELECT id, 'CardAddedToLibrary', ${version}, 'Card', '1', id, ${JSON.stringify(payload)}::jsonb, ${at.toISOString()}::timestamptz
    FROM unnest(${ids}::uuid[]) AS id`;
  if (doneBy !== undefined) {
    await client.$executeRaw`
      WITH done AS (INSERT INTO inbox (handler, event_id, page) SELECT ${doneBy}, id, 0 FROM unnest(${ids}::uuid[]) AS id)
      INSERT INTO event_deliveries (handler, event_id, page, available_at, done_at)
      SELECT ${doneBy}, id, 0, ${at.toISOString()}::timestamptz, ${at.toISOString()}::timestamptz FROM unnest(${ids}::uuid[]) AS id`;
  }
  return ids;
}

/** Of version 7: it tells the time. */
function uuidOf(at: Date): string {
  const hex = `${at.getTime().toString(16).padStart(12, '0')}7${randomBytes(10).toString('hex').slice(0, 3)}8${randomBytes(8).toString('hex').slice(0, 15)}`;
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
