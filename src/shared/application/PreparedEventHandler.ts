import type { EventMetadata } from '../domain/events/EventMetadata.ts';
import type { IDomainEvent } from '../domain/events/IDomainEvent.ts';

/**
 * A queued handler that has to ask somebody outside before it has its effect: it prepares without a transaction, as long as that takes, and then has
 * its effect like any other, in one transaction with the mark that it is done. So `prepare` may run several times for one effect.
 */
export interface PreparedEventHandler<Event extends IDomainEvent, Prepared> {
  /** Changes nothing that a second time would harm. Rejects with NotNowError for what nobody here can mend, to be started again later. */
  prepare(event: Event, start: HandlerStart): Promise<Prepared>;
  /** No I/O but the database. */
  handle(event: Event, metadata: EventMetadata, prepared: Prepared): Promise<void>;
}

export interface HandlerStart {
  /** It is not started again: if this fails, the delivery is a dead letter. */
  readonly isLast: boolean;
}

/** What was needed cannot be had at the moment, and that is no fault of this system: the handler is started again, and no alarm is raised. */
export class NotNowError extends Error {
  override readonly name = 'NotNowError';
}
