import { Entity } from './Entity.ts';
import type { IDomainEvent } from './events/IDomainEvent.ts';
import type { UniqueEntityID } from './UniqueEntityID.ts';

/** An entity that is loaded and saved as one, and that keeps the events it raised until the unit of work takes them. */
export abstract class AggregateRoot<Props> extends Entity<Props> {
  #domainEvents: IDomainEvent[] = [];
  readonly #version: number;

  /** @param version of the row it was loaded from, for optimistic concurrency; 0 for one that was never saved. */
  protected constructor(props: Props, id: UniqueEntityID, version = 0) {
    super(props, id);
    this.#version = version;
  }

  get version(): number {
    return this.#version;
  }

  get domainEvents(): readonly IDomainEvent[] {
    return this.#domainEvents;
  }

  clearEvents(): void {
    this.#domainEvents = [];
  }

  protected addDomainEvent(domainEvent: IDomainEvent): void {
    this.#domainEvents.push(domainEvent);
  }
}
