import type { DeliveryKey } from '../../application/EventPublisher.ts';
import type { Handle, QueuedRoute } from '../../application/EventRoute.ts';
import { TimeoutError, withTimeout } from '../withTimeout.ts';
import type { EventCodecs } from './EventCodecs.ts';
import type { PrismaOutbox, RecordedStart } from './PrismaOutbox.ts';
import type { RetryPolicy } from './RetryPolicy.ts';

export interface PreparationOptions {
  readonly outbox: PrismaOutbox;
  readonly codecs: EventCodecs;
  readonly routeOf: (handler: string) => QueuedRoute | undefined;
  readonly policy: RetryPolicy;
}

/**
 * Lets the handler ask whom it has to ask, outside of any transaction, and resolves to what it does inside. Undefined if there is nothing to do any
 * more. Rejects as the handler does, and when it takes too long.
 */
export async function prepareDelivery(
  delivery: DeliveryKey,
  { attempts }: RecordedStart,
  { outbox, codecs, routeOf, policy }: PreparationOptions,
): Promise<Handle | undefined> {
  const due = await outbox.read(delivery);
  const prepare = routeOf(delivery.handler)?.prepare;
  if (!due || !prepare) return undefined;
  const start = { isLast: attempts >= policy.maxStarts };
  const what = `the preparation of ${delivery.handler}`;
  try {
    return await withTimeout(policy.prepareMs, what, prepare(codecs.decode(due), start));
  } catch (error) {
    // Elsewhere it means that the database is too slow, and a start that did not reach its handler does not count. This one did.
    if (error instanceof TimeoutError) throw new Error(error.message, { cause: error });
    throw error;
  }
}
