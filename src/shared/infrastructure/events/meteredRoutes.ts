import type { DirectRoute, EventRoute, Prepare, QueuedRoute } from '../../application/EventRoute.ts';
import type { HandlerMetrics } from '../../application/Metrics.ts';

/**
 * The same routes, with each run of a queued handler counted: also of one that is run again at once, after a lost race, and of one that could
 * not prepare. A run for several deliveries counts once.
 */
export function meteredRoutes(routes: readonly EventRoute[], metrics: HandlerMetrics): readonly EventRoute[] {
  return routes.map((route) => (route.mode === 'queued' ? metered(route, metrics) : route));
}

function metered(route: QueuedRoute, metrics: HandlerMetrics): QueuedRoute {
  return route.prepare
    ? { ...route, prepare: meteredPrepare(route.handler, route.prepare, metrics) }
    : meteredDirect(route, metrics);
}

function meteredDirect(route: DirectRoute, metrics: HandlerMetrics): DirectRoute {
  const { handler, handleAll } = route;
  return {
    ...route,
    handle: meteredRun(handler, route.handle, metrics),
    handleAll: handleAll && meteredRun(handler, handleAll, metrics),
  };
}

/** Of a handler, for one delivery or several. */
function meteredRun<Given extends readonly unknown[], Pages>(
  handler: string,
  run: (...given: Given) => Promise<Pages>,
  metrics: HandlerMetrics,
): (...given: Given) => Promise<Pages> {
  return async (...given) => {
    const startedAt = performance.now();
    let hasFailed = true;
    metrics.started(handler);
    try {
      const pages = await run(...given);
      hasFailed = false;
      return pages;
    } finally {
      metrics.ended(handler, { hasFailed, seconds: (performance.now() - startedAt) / 1_000 });
    }
  };
}

/** The time that others outside take is not the handler's, so what is prepared well is counted when it is handled. */
function meteredPrepare(handler: string, prepare: Prepare, metrics: HandlerMetrics): Prepare {
  return async (event, start) => {
    const startedAt = performance.now();
    try {
      return meteredRun(handler, await prepare(event, start), metrics);
    } catch (error) {
      metrics.started(handler);
      metrics.ended(handler, { hasFailed: true, seconds: (performance.now() - startedAt) / 1_000 });
      throw error;
    }
  };
}
