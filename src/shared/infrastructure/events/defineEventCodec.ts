import { z } from 'zod';
import {
  type EventCodec,
  InvalidEventError,
  type JsonObject,
  UnknownEventError,
} from '../../application/EventCodec.ts';
import type { EventClass, IDomainEvent } from '../../domain/events/IDomainEvent.ts';
import type { Result } from '../../domain/Result.ts';

export interface EventCodecDefinition<Event extends IDomainEvent, Schema extends z.ZodType> {
  readonly eventType: EventClass<Event>;
  readonly type: string;
  readonly aggregateType: string;
  readonly version: number;
  /** Of the payload in its present version. */
  readonly schema: Schema;
  encode(event: Event): JsonObject;
  decode(payload: z.output<Schema>, occurredAt: Date): Event;
  /** From each older version to the next one. */
  readonly upcasters?: Readonly<Record<number, (payload: unknown) => unknown>>;
}

export function defineEventCodec<Event extends IDomainEvent, Schema extends z.ZodType>(
  definition: EventCodecDefinition<Event, Schema>,
): EventCodec {
  const { eventType, type, aggregateType, version: current, schema, upcasters = {} } = definition;
  return {
    eventType,
    type,
    aggregateType,
    version: current,
    encode(event) {
      if (event instanceof eventType) return definition.encode(event);
      throw new TypeError(`the codec of ${type} was given a ${event.constructor.name}`);
    },
    decode(payload, version, occurredAt) {
      if (version > current) throw new UnknownEventError(type, version);
      let upcast = payload;
      for (let older = version; older < current; older++) {
        const upcaster = upcasters[older];
        if (!upcaster)
          throw new InvalidEventError(
            `${type} version ${version}: nothing leads from version ${older} to ${older + 1}`,
          );
        upcast = upcaster(upcast);
      }
      const parsed = schema.safeParse(upcast);
      if (!parsed.success) throw new InvalidEventError(`${type} version ${version}: ${z.prettifyError(parsed.error)}`);
      return definition.decode(parsed.data, occurredAt);
    },
  };
}

/** A string that `create` takes: a value object in the schema of a payload. */
export function stringAs<T, E>(create: (value: string) => Result<T, E>) {
  return z.string().transform((value, context) => {
    const created = create(value);
    if (created.ok) return created.value;
    context.addIssue({ code: 'custom', message: JSON.stringify(created.error) });
    return z.NEVER;
  });
}
