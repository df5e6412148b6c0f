import type { DeliveryKey, DueDelivery } from '../../../src/shared/application/EventPublisher.ts';
import type { Database } from '../../../src/shared/infrastructure/database/Database.ts';
import { uuidGenerator } from '../../../src/shared/infrastructure/system/uuidGenerator.ts';
import type { EventPath } from '../../support/eventPath.ts';

interface Has {
  readonly database: Database;
}

/** The delivery as it stands in the outbox. */
export const rowOf = ({ database }: Has, { handler, eventId, page }: DeliveryKey) =>
  database.client.eventDelivery.findUniqueOrThrow({
    where: { handler_eventId_page: { handler, eventId, page } },
  });

/** All that is open is late now, for whoever looks, and the time of who is at it is over. */
export const makeLate = ({ database }: Has) =>
  database.client.$executeRaw`
    UPDATE event_deliveries SET available_at = 'epoch', claimed_until = CASE WHEN claimed_until IS NOT NULL THEN 'epoch'::timestamptz END
    WHERE done_at IS NULL AND dead_at IS NULL`;

/** What a relay would claim of the handlers of this release. */
export const claimLate = (
  { outbox, registry }: Pick<EventPath, 'outbox' | 'registry'>,
  { leaseMs = 60_000, limit = 100 } = {},
): Promise<DueDelivery[]> =>
  outbox.claimDue({ handlers: registry.queuedHandlers, limit, leaseMs, claimToken: uuidGenerator.next() });

/** Makes everything late, and claims it. */
export async function claimAll(path: EventPath, leaseMs?: number): Promise<DueDelivery[]> {
  await makeLate(path);
  return claimLate(path, leaseMs === undefined ? {} : { leaseMs });
}

export const countOf = ({ database }: Has, isDone: boolean): Promise<number> =>
  database.client.eventDelivery.count({ where: { doneAt: isDone ? { not: null } : null } });

/** The first of the deliveries that were handed over. */
export function only(deliveries: readonly DueDelivery[]): DueDelivery {
  const [delivery] = deliveries;
  if (!delivery) throw new Error('nothing was handed over');
  return delivery;
}
