import type { DueDelivery } from '../../application/EventPublisher.ts';
import type { IdGenerator } from '../../application/IdGenerator.ts';
import type { DomainEvents } from '../../domain/events/DomainEvents.ts';
import type { EventMetadata } from '../../domain/events/EventMetadata.ts';
import type { IDomainEvent } from '../../domain/events/IDomainEvent.ts';
import type { Transaction } from '../database/Transaction.ts';
import type { EventCodecs } from './EventCodecs.ts';
import { appendEvents, type NewEvent, seqOf } from './eventLog.ts';

export interface EventRecorderOptions {
  readonly codecs: EventCodecs;
  readonly domainEvents: DomainEvents;
  /** The names of the queued handlers that hear of an event. */
  readonly queuedHandlers: (event: IDomainEvent) => readonly string[];
  readonly ids: IdGenerator;
  /** Called after the commit with what the queued handlers have to do. Must not throw or block. */
  readonly handOver: (deliveries: readonly DueDelivery[]) => void;
}

/** Writes the events of a transaction to the log and the outbox, and tells the local handlers, all in that transaction. */
export class EventRecorder {
  readonly #options: EventRecorderOptions;

  constructor(options: EventRecorderOptions) {
    this.#options = options;
  }

  /**
   * Records what the saved aggregates raised, and what their local handlers raise in turn. Throws if anything was raised by a queued handler that
   * does several deliveries at once: nobody can say which of them caused it.
   */
  async record(transaction: Transaction, actorId: string): Promise<void> {
    const { cause } = transaction;
    const correlationId = cause?.correlationId ?? this.#options.ids.next();
    const pending = await this.#append(transaction, { actorId, correlationId, causationId: cause?.eventId ?? null });
    for (let next = pending.shift(); next; next = pending.shift()) {
      const { event, metadata } = next;
      await this.#options.domainEvents.dispatch(event, metadata);
      pending.push(...(await this.#append(transaction, { actorId, correlationId, causationId: metadata.eventId })));
    }
  }

  async #append(transaction: Transaction, origin: Omit<EventMetadata, 'eventId' | 'seq'>): Promise<RecordedEvent[]> {
    const events = transaction.takeEvents().map((event) => ({ event, row: this.#encode(event, origin) }));
    const [first] = events;
    if (!first) return [];
    if (transaction.hasSeveralCauses)
      throw new Error(`${first.row.type} was raised for several deliveries at once: it has no one cause`);
    const seqs = await appendEvents(
      transaction,
      events.map(({ row }) => row),
    );
    const deliveries = events.flatMap(({ row }) =>
      row.handlers.map((handler) => ({ handler, eventId: row.id, page: 0, claimToken: null })),
    );
    if (deliveries.length > 0) transaction.afterCommit(() => this.#options.handOver(deliveries));
    return events.map(({ event, row }) => ({
      event,
      metadata: { ...origin, eventId: row.id, seq: seqOf(seqs, row.id) },
    }));
  }

  #encode(event: IDomainEvent, origin: Omit<EventMetadata, 'eventId' | 'seq'>): NewEvent {
    const codec = this.#options.codecs.for(event);
    return {
      ...origin,
      id: this.#options.ids.next(),
      type: codec.type,
      version: codec.version,
      aggregateType: codec.aggregateType,
      aggregateId: event.getAggregateId().value,
      payload: codec.encode(event),
      occurredAt: event.dateTimeOccurred,
      handlers: this.#options.queuedHandlers(event),
    };
  }
}

interface RecordedEvent {
  readonly event: IDomainEvent;
  readonly metadata: EventMetadata;
}
