import { alone, type Delivered, type KeyRange, type Outcome } from '../../../shared/application/EventHandler.ts';
import type { IDomainEvent } from '../../../shared/domain/events/IDomainEvent.ts';
import { everyone, type RecipientPages } from './RecipientPages.ts';

/** What is to be done of a delivery at once. */
export interface Due<Event extends IDomainEvent> {
  readonly delivery: Delivered<Event>;
  readonly range: KeyRange;
}

/** Of several deliveries: the pages that are given, and whole those that concern few. Whatever concerns many is given back: the others would wait for it. */
export async function inCompany<Event extends IDomainEvent>(
  deliveries: readonly Delivered<Event>[],
  pages: RecipientPages<Event>,
): Promise<{ readonly due: readonly Due<Event>[]; readonly givenBack: ReadonlySet<Delivered<Event>> }> {
  const whole = deliveries.filter(({ page }) => page === undefined);
  const few = whole.length === 0 ? new Set() : await pages.concerningFew(whole);
  const givenBack = new Set(whole.filter((delivery) => !few.has(delivery)));
  const due = deliveries.filter((delivery) => !givenBack.has(delivery));
  return { due: due.map((delivery) => ({ delivery, range: delivery.page ?? everyone })), givenBack };
}

/** What comes of them: none that is done leaves further pages. */
export const outcomesOf = <Event extends IDomainEvent>(
  deliveries: readonly Delivered<Event>[],
  givenBack: ReadonlySet<Delivered<Event>>,
): readonly Outcome[] => deliveries.map((delivery) => (givenBack.has(delivery) ? alone : []));

/** Of one alone: the page that is given, or else the first of those that it is divided into. */
export async function firstOf<Event extends IDomainEvent>(
  delivery: Delivered<Event>,
  pages: RecipientPages<Event>,
): Promise<{ readonly due: Due<Event>; readonly further: readonly KeyRange[] }> {
  const [range = everyone, ...further] = delivery.page ? [delivery.page] : await pages.split(delivery);
  return { due: { delivery, range }, further };
}
