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
   * @param page what is to be done of the whole: `undefined` at first; then each of the pages that were returned.
   * @returns further pages, each to be handled in a transaction of its own, and perhaps returning some in its turn.
   */
  handle(event: Event, metadata: EventMetadata, page: KeyRange | undefined): Promise<readonly KeyRange[]>;
  /**
   * The same for several deliveries in one transaction, by a handler that needs fewer statements for them than one by one. It raises no
   * events (they would be refused), and takes its locks in an order of what is locked, whatever the order of the deliveries: others may be at the same rows. What
   * would take long it gives back, having done nothing for it: the others wait for it, and all is undone if the transaction takes too long.
   *
   * @returns what came of each, in the order of the deliveries.
   */
  handleAll?(deliveries: readonly Delivered<Event>[]): Promise<readonly Outcome[]>;
  /** Set by a handler whose pages each take long, or may have to be divided again: `handleAll` is given none of them, and they need not be given back. */
  readonly handlesPagesAlone?: true;
}

/** What came of a delivery in company: the further pages that it leaves, or that it is to run in nobody's company. */
export type Outcome = readonly KeyRange[] | typeof alone;

export const alone = 'alone';

/** What a queued handler is given: an event, and what is to be done of it. */
export interface Delivered<Event extends IDomainEvent> {
  readonly event: Event;
  readonly metadata: EventMetadata;
  readonly page: KeyRange | undefined;
}

/** A part of a fan-out: the recipients whose id is above `after` and at most `upTo`, in the database's order of text. */
export interface KeyRange {
  readonly after: string | null;
  readonly upTo: string | null;
}
