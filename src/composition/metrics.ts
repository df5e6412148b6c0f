import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { EventRoute } from '../shared/application/EventRoute.ts';
import type { Logger } from '../shared/application/Logger.ts';
import type { Database } from '../shared/infrastructure/database/Database.ts';
import { readOutboxState } from '../shared/infrastructure/events/readOutboxState.ts';
import type { RequestHandler } from '../shared/infrastructure/http/HttpServer.ts';
import { LiveGauges } from '../shared/infrastructure/metrics/LiveGauges.ts';
import { metricsRoute } from '../shared/infrastructure/metrics/metricsRoute.ts';
import { OutboxGauges } from '../shared/infrastructure/metrics/OutboxGauges.ts';
import { PrometheusLimitMetrics } from '../shared/infrastructure/metrics/PrometheusLimitMetrics.ts';
import { PrometheusMetrics } from '../shared/infrastructure/metrics/PrometheusMetrics.ts';
import type { Config } from './config.ts';
import type { Live } from './liveParts.ts';

/** Where Prometheus asks. */
const metricsPath = '/metrics';

export interface MetricsParts {
  readonly config: Config;
  readonly database: Database;
  readonly routes: readonly EventRoute[];
  /** Undefined in a worker: nobody follows it. */
  readonly live: Live | undefined;
  readonly logger: Logger;
}

/** The metrics of one app, in a registry of its own. Those of the process are in each app's. */
export function createMetrics({ config, database, routes, live, logger }: MetricsParts) {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const handlers = routes.flatMap((route) => (route.mode === 'queued' ? route.handler : []));
  const gauges = [
    new OutboxGauges({ registry, handlers, read: () => readOutboxState(database, { handlers }), logger }),
    ...(live ? [new LiveGauges(registry, [live.feedLog, live.notificationLog], logger)] : []),
  ];
  return {
    counted: new PrometheusMetrics(registry, handlers),
    limits: new PrometheusLimitMetrics(registry),
    routes: accessTo(config, (token) => metricsRoute({ registry, gauges, token })),
    /** @param count is asked for at each scrape. */
    watchSockets(count: () => number): void {
      new Gauge({
        name: 'commonplace_open_sockets',
        help: 'WebSockets that are open.',
        registers: [registry],
        collect() {
          this.set(count());
        },
      });
    },
  };
}

export type AppMetrics = ReturnType<typeof createMetrics>;

/** No route at all where nobody is let in: then it is answered as any path that does not exist. */
function accessTo(
  { metrics }: Config,
  route: (token: string | undefined) => RequestHandler,
): Readonly<Record<string, RequestHandler>> {
  switch (metrics.access) {
    case 'nobody':
      return {};
    case 'everybody':
      return { [metricsPath]: route(undefined) };
    case 'token':
      return { [metricsPath]: route(metrics.token) };
  }
}
