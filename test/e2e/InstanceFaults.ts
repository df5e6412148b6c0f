import process from 'node:process';
import type { AppHooks } from '../../src/composition/AppHooks.ts';
import { CardAddedToLibraryEvent } from '../../src/modules/cards/index.ts';
import type { DueDelivery, EventPublisher } from '../../src/shared/application/EventPublisher.ts';
import type { DirectRoute, EventRoute, LocalRoute } from '../../src/shared/application/EventRoute.ts';
import type { IDomainEvent } from '../../src/shared/domain/events/IDomainEvent.ts';
import { type Order, poison } from './orders.ts';

/** What can befall an instance in the middle of its work. */
export class InstanceFaults {
  readonly hooks: AppHooks;
  readonly #onDispatched: (deliveries: readonly string[]) => void;
  readonly #orders = new Set<Order>();
  #isCured = false;

  /** @param onDispatched is told of each delivery that is in a queue now, whether or not it was before. */
  constructor(onDispatched: (deliveries: readonly string[]) => void) {
    this.#onDispatched = onDispatched;
    this.hooks = {
      onCommitted: () => this.#at('die after the next commit', 'SIGKILL'),
      routes: (routes) => [...routes.map((route) => this.#through(route)), ...this.#lastWords(routes)],
      publisher: (publisher) => this.#watch(publisher),
    };
  }

  obey(order: Order): void {
    if (order === 'be cured') this.#isCured = true;
    else this.#orders.add(order);
  }

  #at(order: Order, signal: NodeJS.Signals): void {
    if (this.#orders.delete(order)) process.kill(process.pid, signal);
  }

  #through(route: EventRoute): EventRoute {
    return route.mode === 'local' || route.prepare ? route : this.#endangered(route);
  }

  #endangered(route: DirectRoute): DirectRoute {
    const { handleAll } = route;
    const endanger = async <Pages>(events: readonly IDomainEvent[], work: () => Promise<Pages>): Promise<Pages> => {
      if (route.handler === 'notify-followers-of-save' && !this.#isCured) events.forEach(suffer);
      const pages = await work();
      this.#at('die in the next handler', 'SIGKILL');
      this.#at('stop in the next handler', 'SIGSTOP');
      return pages;
    };
    return {
      ...route,
      handle: (event, metadata, page) => endanger([event], () => route.handle(event, metadata, page)),
      handleAll:
        handleAll &&
        ((deliveries) =>
          endanger(
            deliveries.map(({ event }) => event),
            () => handleAll(deliveries),
          )),
    };
  }

  /** Local handlers that come after all others: what a mutation writes is written by then. */
  #lastWords(routes: readonly EventRoute[]): LocalRoute[] {
    const eventTypes = new Set(routes.map(({ eventType }) => eventType));
    const handle = async (): Promise<void> => this.#at('die before the next commit', 'SIGKILL');
    return [...eventTypes].map((eventType) => ({ mode: 'local', eventType, handle }));
  }

  #watch(publisher: EventPublisher): EventPublisher {
    return {
      queued: (handlers) => publisher.queued(handlers),
      publish: async (deliveries) => {
        await publisher.publish(deliveries);
        this.#onDispatched(deliveries.map(({ handler, eventId, page }) => `${handler} ${eventId} ${page}`));
        this.#at('die after the next dispatch', 'SIGKILL');
        if (deliveries.some(isLate)) this.#at('die after the next late dispatch', 'SIGKILL');
      },
    };
  }
}

const isLate = ({ claimToken }: DueDelivery): boolean => claimToken !== null;

function suffer(event: IDomainEvent): void {
  const url = event instanceof CardAddedToLibraryEvent ? event.url : undefined;
  if (url?.startsWith(poison.throws)) throw new Error('poison');
  if (url?.startsWith(poison.kills)) process.kill(process.pid, 'SIGKILL');
}
