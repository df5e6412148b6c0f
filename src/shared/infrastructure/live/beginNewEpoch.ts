import { z } from 'zod';
import { Prisma } from '../../../generated/prisma/client.ts';
import type { Database } from '../database/Database.ts';
import type { LogTables } from './LogTables.ts';

const beganRows = z.tuple([z.object({ epoch: z.uuid() })]);

/**
 * Begins another history of a log: every cursor that was given out is refused from now on, and running instances, which look within a second,
 * end their subscriptions with RESYNC_REQUIRED. Positions go on, and so do the changes that have none yet. Resolves to the new epoch.
 */
export async function beginNewEpoch(database: Database, { head, sequencingLock }: LogTables): Promise<string> {
  return database.inTransaction(async ({ client }) => {
    // Positions that are just being given belong to the old epoch or to the new one, never to both.
    await client.$executeRaw`SELECT pg_advisory_xact_lock(${sequencingLock})`;
    const rows = await client.$queryRaw`UPDATE ${Prisma.raw(head)} SET epoch = gen_random_uuid() RETURNING epoch`;
    return beganRows.parse(rows)[0].epoch;
  });
}
