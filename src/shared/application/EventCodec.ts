import type { EventClass, IDomainEvent } from '../domain/events/IDomainEvent.ts';

type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };
export type JsonObject = { readonly [key: string]: JsonValue };

/** How one event is written to the log, and read back in every form it was ever written in. */
export interface EventCodec {
  readonly eventType: EventClass;
  /** The name on the wire: a literal, never changed. */
  readonly type: string;
  readonly aggregateType: string;
  /** The version that `encode` writes. */
  readonly version: number;
  encode(event: IDomainEvent): JsonObject;
  /** Throws UnknownEventError for a version that is newer than this code, InvalidEventError for a payload that does not fit. */
  decode(payload: unknown, version: number, occurredAt: Date): IDomainEvent;
}

/** An event that a newer release wrote. A newer worker may take it: it is put off, not failed. */
export class UnknownEventError extends Error {
  override readonly name = 'UnknownEventError';

  constructor(type: string, version: number) {
    super(`event ${type} version ${version} is newer than this release`);
  }
}

export class InvalidEventError extends Error {
  override readonly name = 'InvalidEventError';
}
