import { Prisma } from '../../../generated/prisma/client.ts';
import type { DeliveryKey, DueDelivery } from '../../application/EventPublisher.ts';
import type { SqlClient } from '../database/SqlClient.ts';

const inMs = (ms: number): Prisma.Sql => Prisma.sql`now() + ${ms} * interval '1 ms'`;
const due = Prisma.sql`done_at IS NULL AND dead_at IS NULL AND available_at <= now() AND handler = wanted.handler`;
const each = (handlers: readonly string[]): Prisma.Sql => Prisma.sql`unnest(${handlers}::text[]) AS wanted(handler)`;

export interface Claim {
  readonly handlers: readonly string[];
  readonly limit: number;
  readonly leaseMs: number;
  readonly claimToken: string;
}

/** Whether `claimDue` would find anything, without a lock or a write. */
export async function isAnyDue(client: SqlClient, handlers: readonly string[]): Promise<boolean> {
  const found = await client.$queryRaw<unknown[]>`
    SELECT 1 FROM ${each(handlers)} WHERE EXISTS (SELECT FROM event_deliveries WHERE ${due}) LIMIT 1`;
  return found.length > 0;
}

/**
 * Claims at most `limit` deliveries that are late, for `leaseMs`. Two relays never claim the same. Those of other handlers, of newer releases
 * say, are left to relays that know them. Looked for handler by handler: whatever waits for one that is left out costs the others nothing.
 */
export async function claimDue(
  client: SqlClient,
  { handlers, limit, leaseMs, claimToken }: Claim,
): Promise<DueDelivery[]> {
  const claimed = await client.$queryRaw<(DeliveryKey & { isSuspect: boolean })[]>`
    UPDATE event_deliveries d SET claim_token = ${claimToken}::uuid, available_at = ${inMs(leaseMs)}
    FROM (
      SELECT late.* FROM ${each(handlers)}, LATERAL (
        SELECT handler, event_id, page, available_at FROM event_deliveries
        WHERE ${due} ORDER BY available_at LIMIT ${limit} FOR UPDATE SKIP LOCKED
      ) late ORDER BY available_at LIMIT ${limit}
    ) late
    WHERE d.handler = late.handler AND d.event_id = late.event_id AND d.page = late.page
    RETURNING d.handler, d.event_id AS "eventId", d.page, d.claimed_until IS NOT NULL AS "isSuspect"`;
  return claimed.map((key) => ({ ...key, claimToken }));
}

/** Gives back what was claimed under the token and has not been started: it is due again after `delayMs`. Counts nothing. */
export async function release(client: SqlClient, claimToken: string, delayMs: number): Promise<void> {
  await client.$executeRaw`
    UPDATE event_deliveries SET claim_token = NULL, available_at = ${inMs(delayMs)}
    WHERE claim_token = ${claimToken}::uuid AND done_at IS NULL AND dead_at IS NULL`;
}
