import type { Config } from '../composition/config.ts';
import { readRunningServices } from '../embedded/runningServices.ts';

/** Where the services are that a running server uses, with their passwords; undefined for an embedded one that does not run. */
export async function findServices({
  database,
  redis,
  dataDir,
}: Config): Promise<{ readonly databaseUrl: string | undefined; readonly redisUrl: string | undefined }> {
  const running = database.url && redis.url ? {} : await readRunningServices(dataDir);
  return { databaseUrl: database.url ?? running.databaseUrl, redisUrl: redis.url ?? running.redisUrl };
}
