import type { EventRoute, QueuedRoute } from '../../application/EventRoute.ts';
import type { HandlerMetrics } from '../../application/Metrics.ts';

/** The same routes, with each run of a queued handler counted: also of one that is run again at once, after a lost race. */
export function meteredRoutes(routes: readonly EventRoute[], metrics: HandlerMetrics): readonly EventRoute[] {
  return routes.map((route) => (route.mode === 'queued' ? metered(route, metrics) : route));
}

function metered(route: QueuedRoute, metrics: HandlerMetrics): QueuedRoute {
  return {
    ...route,
    handle: async (event, metadata, page) => {
      const startedAt = performance.now();
      let hasFailed = true;
      metrics.started(route.handler);
      try {
        const pages = await route.handle(event, metadata, page);
        hasFailed = false;
        return pages;
      } finally {
        metrics.ended(route.handler, { hasFailed, seconds: (performance.now() - startedAt) / 1_000 });
      }
    },
  };
}
