import type { UniqueEntityID } from '../UniqueEntityID.ts';

/** Something that happened to an aggregate, in the past tense and in the domain's own words. */
export interface IDomainEvent {
  readonly dateTimeOccurred: Date;
  getAggregateId(): UniqueEntityID;
}

/** The class of an event: what handlers are registered by. Names would not survive a minifier. */
export type EventClass<Event extends IDomainEvent = IDomainEvent> = abstract new (...args: never[]) => Event;
