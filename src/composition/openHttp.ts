import type { GraphQLServer } from '../graphql/server.ts';
import type { Database } from '../shared/infrastructure/database/Database.ts';
import type { BullMQEventPublisher } from '../shared/infrastructure/events/BullMQEventPublisher.ts';
import { HttpServer } from '../shared/infrastructure/http/HttpServer.ts';
import { Readiness, type ReadinessCheck } from '../shared/infrastructure/http/Readiness.ts';
import { randomRequestIds } from '../shared/infrastructure/http/requestId.ts';
import type { ProcessLogger } from '../shared/infrastructure/logging/createLogger.ts';
import { apiOverHttp } from './apiOverHttp.ts';
import type { ClosingStack } from './ClosingStack.ts';
import type { Config } from './config.ts';
import type { AppMetrics } from './metrics.ts';

export interface HttpParts {
  readonly config: Config;
  readonly database: Database;
  readonly publisher: BullMQEventPublisher | undefined;
  /** Undefined in a worker: it answers for itself alone. */
  readonly api: GraphQLServer | undefined;
  readonly metrics: AppMetrics;
  readonly logger: ProcessLogger;
}

/** Serves health, metrics, and the API if there is one. Rejects with ConfigurationError when the port is taken. */
export async function openHttp({ config, database, publisher, api, metrics, logger }: HttpParts, opened: ClosingStack) {
  const checks: ReadinessCheck[] = [{ name: 'database', required: true, check: () => database.ping() }];
  // An api serves without Redis; a worker can do nothing then.
  if (publisher) checks.push({ name: 'redis', required: !api, check: () => publisher.ping() });
  const readiness = new Readiness({ checks, logger });
  const served = api && apiOverHttp(api);
  const http = await HttpServer.listen({
    ...config.http,
    logger,
    ids: randomRequestIds,
    readiness,
    metrics: metrics.counted,
    ...served,
    routes: { ...metrics.routes, ...served?.routes },
  });
  metrics.watchSockets(() => http.openSockets);
  opened.use('the HTTP server', http);
  if (api) opened.use('subscriptions', api);
  opened.defer('new connections', () => http.stopAccepting());
  return { readiness, url: api ? http.url : undefined };
}
