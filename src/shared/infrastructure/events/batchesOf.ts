import type { DeliveryKey } from '../../application/EventPublisher.ts';

/** What one transaction takes on at most: so many first pages of work, or, of further ones, a tenth of it. */
export const maxBatch = 50;
/** A further page is one of many recipients: the first call of a handler in company does small work itself. */
const weightOfFurtherPage = 10;

/** Divides deliveries, in their order, into batches that are done in a second or so. */
export function batchesOf<Delivery extends DeliveryKey>(deliveries: readonly Delivery[]): Delivery[][] {
  const batches: Delivery[][] = [];
  let room = 0;
  for (const delivery of deliveries) {
    const weight = delivery.page > 0 ? weightOfFurtherPage : 1;
    if (weight > room) {
      batches.push([]);
      room = maxBatch;
    }
    batches.at(-1)?.push(delivery);
    room -= weight;
  }
  return batches;
}
