import type { EventMetadata } from '../domain/events/EventMetadata.ts';
import type { IDomainEvent } from '../domain/events/IDomainEvent.ts';

/** A handler that runs in the transaction of the mutation that raised the event: its effect is there when the mutation answers. */
export interface LocalEventHandler<Event extends IDomainEvent> {
  handle(event: Event, metadata: EventMetadata): Promise<void>;
}

/**
 * A handler that runs after the commit, in a worker, in one transaction with the mark that it is done: its effect happens once, however
 * often it is started. It does no I/O but the database.
 */
export interface QueuedEventHandler<Event extends IDomainEvent> {
  /**
   * @param page what is to be done of the whole: `undefined` at first; then each of the pages that the first call returned.
   * @returns further pages, each to be handled in a transaction of its own; only from the first call.
   */
  handle(event: Event, metadata: EventMetadata, page: KeyRange | undefined): Promise<readonly KeyRange[]>;
}

/** A part of a fan-out: the recipients whose id is above `after` and at most `upTo`, in the database's order of text. */
export interface KeyRange {
  readonly after: string | null;
  readonly upTo: string | null;
}
