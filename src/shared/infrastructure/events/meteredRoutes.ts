import type { EventRoute, Handle, Prepare, QueuedRoute } from '../../application/EventRoute.ts';
import type { HandlerMetrics } from '../../application/Metrics.ts';

/**
 * The same routes, with each run of a queued handler counted: also of one that is run again at once, after a lost race, and of one that could
 * not prepare.
 */
export function meteredRoutes(routes: readonly EventRoute[], metrics: HandlerMetrics): readonly EventRoute[] {
  return routes.map((route) => (route.mode === 'queued' ? metered(route, metrics) : route));
}

function metered(route: QueuedRoute, metrics: HandlerMetrics): QueuedRoute {
  return route.prepare
    ? { ...route, prepare: meteredPrepare(route.handler, route.prepare, metrics) }
    : { ...route, handle: meteredHandle(route.handler, route.handle, metrics) };
}

function meteredHandle(handler: string, handle: Handle, metrics: HandlerMetrics): Handle {
  return async (event, metadata, page) => {
    const startedAt = performance.now();
    let hasFailed = true;
    metrics.started(handler);
    try {
      const pages = await handle(event, metadata, page);
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
      return meteredHandle(handler, await prepare(event, start), metrics);
    } catch (error) {
      metrics.started(handler);
      metrics.ended(handler, { hasFailed: true, seconds: (performance.now() - startedAt) / 1_000 });
      throw error;
    }
  };
}
