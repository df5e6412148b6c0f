/**
 * A process that starts the embedded services, reports on standard output in lines of JSON, and stops them when it is asked
 * to by a signal. Its argument: the options of startEmbedded as JSON.
 */
import { once } from 'node:events';
import { EmbeddedServiceError } from '../../src/embedded/EmbeddedServiceError.ts';
import { readRunningServices } from '../../src/embedded/runningServices.ts';
import { startEmbedded } from '../../src/embedded/startEmbedded.ts';
import { log } from '../support/log.ts';
import { holderOptions } from './holder.ts';

const report = (line: object): boolean => process.stdout.write(`${JSON.stringify(line)}\n`);

try {
  const options = holderOptions.parse(JSON.parse(process.argv[2] ?? ''));
  await using services = await startEmbedded({ ...options, log });
  const asked = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')]);
  const keepAlive = setInterval(() => {}, 60_000);
  report({ databaseUrl: services.databaseUrl, redisUrl: services.redisUrl });
  await asked;
  clearInterval(keepAlive);
  report(await readRunningServices(options.dataDir));
} catch (error) {
  if (!(error instanceof EmbeddedServiceError)) throw error;
  report({ refusal: error.message });
}
