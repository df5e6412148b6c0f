import type { EventRoute } from '../../application/EventRoute.ts';
import type { EventCodecs } from './EventCodecs.ts';

/** A queued handler, and the wire name of the event that it hears of. */
export interface QueuedSubscription {
  readonly handler: string;
  readonly eventType: string;
}

/** Those of a release. */
export function queuedSubscriptions(routes: readonly EventRoute[], codecs: EventCodecs): readonly QueuedSubscription[] {
  return routes
    .filter((route) => route.mode === 'queued')
    .map(({ handler, eventType }) => ({ handler, eventType: codecs.typeOf(eventType) }));
}
