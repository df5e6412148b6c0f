import type { DueDelivery, EventPublisher } from '../shared/application/EventPublisher.ts';
import type { EventRoute } from '../shared/application/EventRoute.ts';
import type { BullMQEventWorkerOptions } from '../shared/infrastructure/events/BullMQEventWorker.ts';
import type { OutboxRelayOptions } from '../shared/infrastructure/events/OutboxRelay.ts';
import type { RetryPolicy } from '../shared/infrastructure/events/RetryPolicy.ts';
import type { OutboundRules } from '../shared/infrastructure/outbound/OutboundRules.ts';

/** For tests that have to do something at a moment they could not hit otherwise. */
export interface AppHooks {
  /** Right after a commit that raised events, before anybody is told of them. */
  readonly onCommitted?: (deliveries: readonly DueDelivery[]) => void;
  /** What the events' routes are put through: a handler can be made to fail, or to end its process, in the middle. */
  readonly routes?: (routes: readonly EventRoute[]) => readonly EventRoute[];
  /** What hands deliveries to the workers of other instances is put through. Not called without Redis. */
  readonly publisher?: (publisher: EventPublisher) => EventPublisher;
  /** Where cards' pages are asked for: tests narrow it to servers of their own. Default: the public internet alone. */
  readonly outbound?: OutboundRules;
  /** Shorter times than the usual ones, for a test that waits until they are over. */
  readonly timing?: Timing;
}

/** In ms; what is left out keeps its default. */
export interface Timing {
  readonly relay?: Pick<OutboxRelayOptions, 'pollMs' | 'leaseMs'>;
  readonly worker?: Pick<BullMQEventWorkerOptions, 'lockMs' | 'stalledIntervalMs'>;
  readonly retries?: Partial<RetryPolicy>;
}
