import { rm } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { EmbeddedServiceError } from './EmbeddedServiceError.ts';
import { ProcessLock } from './ProcessLock.ts';
import { askPostgresWhoItIs } from './postgresClient.ts';
import { askRedisWhoItIs } from './redisProbe.ts';
import { readStateFile, writeStateFile } from './stateFile.ts';

const serviceUrls = z.object({ databaseUrl: z.url().optional(), redisUrl: z.url().optional() });

/** The connection strings of the embedded services, with their passwords; one that does not run is left out. */
export type ServiceUrls = z.infer<typeof serviceUrls>;

const lockTimeoutMs = 30_000;
const fileIn = (dataDir: string): string => path.join(dataDir, 'services.json');

/** The embedded services of a data directory that run and answer now, for tools beside the server. Takes 3 s at most. */
export async function readRunningServices(dataDir: string): Promise<ServiceUrls> {
  const { databaseUrl, redisUrl } = (await readStateFile(fileIn(dataDir), serviceUrls)) ?? {};
  const [database, redis] = await Promise.all([postgresAnswers(databaseUrl), redisAnswers(redisUrl)]);
  return { ...(database && { databaseUrl }), ...(redis && { redisUrl }) };
}

/**
 * Brings `<dataDir>/services.json` up to date, which readRunningServices reads: notes the services that were started, and
 * forgets those that no longer answer. The file is removed with the last of them.
 */
export async function noteServices(dataDir: string, started: ServiceUrls): Promise<void> {
  const onTimeout = (): Error =>
    new EmbeddedServiceError(`Another process keeps ${fileIn(dataDir)} locked: end it first.`);
  await ProcessLock.hold(`${dataDir} services`, { timeoutMs: lockTimeoutMs, onTimeout }, async () => {
    const running = { ...(await readRunningServices(dataDir)), ...started };
    if (Object.keys(running).length > 0) await writeStateFile(fileIn(dataDir), running);
    else await rm(fileIn(dataDir), { force: true });
  });
}

async function postgresAnswers(url: string | undefined): Promise<boolean> {
  if (!url) return false;
  try {
    await askPostgresWhoItIs(url);
    return true;
  } catch {
    return false; // for whatever reason: it cannot be used
  }
}

async function redisAnswers(url: string | undefined): Promise<boolean> {
  if (!url) return false;
  const { port, password } = new URL(url);
  const answer = await askRedisWhoItIs({ port: Number(port), password });
  return 'pid' in answer;
}
