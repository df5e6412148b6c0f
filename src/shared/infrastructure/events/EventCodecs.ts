import { type EventCodec, UnknownEventError } from '../../application/EventCodec.ts';
import type { EventClass, IDomainEvent } from '../../domain/events/IDomainEvent.ts';

/** All events that this release knows, by class and by wire name. */
export class EventCodecs {
  readonly #byClass = new Map<unknown, EventCodec>();
  readonly #byType = new Map<string, EventCodec>();

  constructor(codecs: readonly EventCodec[]) {
    for (const codec of codecs) {
      if (this.#byType.has(codec.type) || this.#byClass.has(codec.eventType))
        throw new Error(`two codecs for ${codec.type}`);
      this.#byType.set(codec.type, codec);
      this.#byClass.set(codec.eventType, codec);
    }
  }

  /** Throws for an event without a codec: raising one is a bug. */
  for(event: IDomainEvent): EventCodec {
    const codec = this.#byClass.get(event.constructor);
    if (!codec) throw new Error(`no codec for ${event.constructor.name}`);
    return codec;
  }

  /** The wire name of an event. Throws for an event without a codec. */
  typeOf(eventType: EventClass): string {
    const codec = this.#byClass.get(eventType);
    if (!codec) throw new Error(`no codec for ${eventType.name}`);
    return codec.type;
  }

  /** Throws UnknownEventError for a type or version that is newer than this release. */
  decode({
    type,
    version,
    payload,
    occurredAt,
  }: {
    type: string;
    version: number;
    payload: unknown;
    occurredAt: Date;
  }): IDomainEvent {
    const codec = this.#byType.get(type);
    if (!codec) throw new UnknownEventError(type, version);
    return codec.decode(payload, version, occurredAt);
  }
}
