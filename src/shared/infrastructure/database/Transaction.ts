import type { Prisma } from '../../../generated/prisma/client.ts';
import type { AggregateRoot } from '../../domain/AggregateRoot.ts';
import type { EventMetadata } from '../../domain/events/EventMetadata.ts';
import type { IDomainEvent } from '../../domain/events/IDomainEvent.ts';

/** What belongs to one database transaction beside its statements. */
export class Transaction {
  readonly client: Prisma.TransactionClient;
  readonly #saved = new Set<AggregateRoot<unknown>>();
  readonly #afterCommit = new Set<() => void>();

  #cause: EventMetadata | undefined;

  constructor(client: Prisma.TransactionClient) {
    this.client = client;
  }

  /** The event whose queued handler this transaction is for; events raised here come of it. */
  get cause(): EventMetadata | undefined {
    return this.#cause;
  }

  handles(cause: EventMetadata): void {
    this.#cause = cause;
  }

  /** Called by each repository's `save`, so that the unit of work finds the events of what was saved. */
  saved(aggregate: AggregateRoot<unknown>): void {
    this.#saved.add(aggregate);
  }

  /** Takes the events that the saved aggregates raised since the last call, in the order of their saving. */
  takeEvents(): IDomainEvent[] {
    return [...this.#saved].flatMap((aggregate) => {
      const events = aggregate.domainEvents;
      aggregate.clearEvents();
      return events;
    });
  }

  /** Runs `listener` once after the commit, never after a rollback. The same function is kept once. It must not throw or block: nobody awaits it. */
  afterCommit(listener: () => void): void {
    this.#afterCommit.add(listener);
  }

  committed(): void {
    for (const listener of this.#afterCommit) listener();
  }
}
