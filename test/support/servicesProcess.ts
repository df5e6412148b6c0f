/**
 * Runs PostgreSQL and Redis for as long as standard input stays open, in a directory that is removed afterwards: so they end
 * with the test run, also when that is killed. Arguments: those of `postgres` and `redis` that are needed, and `durable` for a PostgreSQL
 * that waits for its disk. Prints the URLs.
 */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startEmbedded } from '../../src/embedded/startEmbedded.ts';
import { log } from './log.ts';

// Ctrl-C reaches the whole process group; the run that uses the services still has to close what it opened in them.
process.on('SIGINT', () => {});

const need = { postgres: process.argv.includes('postgres'), redis: process.argv.includes('redis') };
const durable = process.argv.includes('durable');
const inputEnded = once(process.stdin.resume(), 'end');

await using started = new AsyncDisposableStack();
const dataDir = await mkdtemp(path.join(tmpdir(), 'commonplace-test-'));
started.defer(() => rm(dataDir, { recursive: true, force: true }));
const { databaseUrl, redisUrl } = started.use(await startEmbedded({ dataDir, need, log, durable }));

process.stdout.write(`${JSON.stringify({ databaseUrl, redisUrl })}\n`);
await inputEnded;
