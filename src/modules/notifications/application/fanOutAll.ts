import type { Delivered, KeyRange } from '../../../shared/application/EventHandler.ts';
import type { EventMetadata } from '../../../shared/domain/events/EventMetadata.ts';
import type { IDomainEvent } from '../../../shared/domain/events/IDomainEvent.ts';
import type { NewNotification } from '../domain/NewNotification.ts';
import type { FanOut, Split } from './FanOut.ts';
import type { StandingCause } from './StandingCause.ts';

/** An event with more recipients than that is not told in the company of others: they would wait for it. */
const fewRecipients = 100;

export interface FanOutParts<Event> {
  readonly causes: StandingCause<Event>;
  readonly recipients: FanOut<Event>;
  readonly notificationOf: (event: Event, metadata: EventMetadata) => NewNotification;
}

/**
 * Does what is due of fan-outs whose causes still stand: the page that is given, else the first. Of events with many recipients that come in
 * company it does nothing yet, and leaves all of their pages.
 *
 * @returns the further pages of each, in the order of the deliveries.
 */
export async function fanOutAll<Event extends IDomainEvent>(
  deliveries: readonly Delivered<Event>[],
  { causes, recipients, notificationOf }: FanOutParts<Event>,
): Promise<readonly (readonly KeyRange[])[]> {
  const standing = await causes.hold(deliveries.map(({ event }) => event));
  const due = deliveries.filter(({ event }) => standing.has(event));
  const splits = await recipients.split(due.flatMap(({ event, page }) => (page ? [] : [event])));
  const isInCompany = deliveries.length > 1;
  const plans = new Map(due.map((delivery) => [delivery, planOf(delivery, splits.get(delivery.event), isInCompany)]));
  await recipients.notify(
    [...plans].flatMap(([{ event, metadata }, { now }]) =>
      now.map((range) => ({ event, notification: notificationOf(event, metadata), range })),
    ),
  );
  return deliveries.map((delivery) => plans.get(delivery)?.later ?? []);
}

interface Plan {
  readonly now: readonly KeyRange[];
  readonly later: readonly KeyRange[];
}

function planOf(
  { page }: { readonly page: KeyRange | undefined },
  split: Split | undefined,
  isInCompany: boolean,
): Plan {
  if (page) return { now: [page], later: [] };
  if (!split) throw new Error('unreachable: what is given without a page was split');
  const { ranges, recipients } = split;
  const first = isInCompany && recipients > fewRecipients ? 0 : 1;
  return { now: ranges.slice(0, first), later: ranges.slice(first) };
}
