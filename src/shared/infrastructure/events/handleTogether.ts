import { alone, type Delivered } from '../../application/EventHandler.ts';
import type { DueDelivery } from '../../application/EventPublisher.ts';
import type { HandleAll } from '../../application/EventRoute.ts';
import type { IDomainEvent } from '../../domain/events/IDomainEvent.ts';
import type { Database } from '../database/Database.ts';
import type { EventCodecs } from './EventCodecs.ts';
import type { FencedDelivery, StartedDelivery } from './fencing.ts';
import type { PrismaOutbox } from './PrismaOutbox.ts';

export interface TogetherOptions {
  readonly database: Database;
  readonly outbox: PrismaOutbox;
  readonly codecs: EventCodecs;
  readonly handler: string;
  readonly handleAll: HandleAll;
  /** Called when the handler begins. */
  readonly onHandling: () => void;
}

export interface Together {
  /** Further pages, committed. */
  readonly pages: readonly DueDelivery[];
  /** To be run alone: what the handler gave back, and whose events this release cannot read. Nothing was done for them. */
  readonly left: readonly StartedDelivery[];
}

/** Runs a handler for several deliveries of it, each given once: fence, effects and `done_at` of all are one transaction. */
export async function handleTogether(starts: readonly StartedDelivery[], options: TogetherOptions): Promise<Together> {
  if (starts.length === 0) return { pages: [], left: [] };
  try {
    return await options.database.inTransaction((transaction) => {
      transaction.handlesSeveral();
      return handleFenced(starts, options);
    });
  } catch (error) {
    if (!(error instanceof UnreadableEvents)) throw error;
    // Their fence was rolled back, with that of the others, who begin again without them.
    const rest = starts.filter((start) => !error.unreadable.includes(start));
    const { pages, left } = await handleTogether(rest, options);
    return { pages, left: [...error.unreadable, ...left] };
  }
}

async function handleFenced(
  starts: readonly StartedDelivery[],
  { outbox, codecs, handler, handleAll, onHandling }: TogetherOptions,
): Promise<Together> {
  const fenced = await outbox.fenceAll(handler, starts);
  const due = starts.flatMap((start, nth) => {
    const event = fenced.get(nth);
    return event ? [{ start, delivered: tryToRead(codecs, event) }] : [];
  });
  const unreadable = due.flatMap(({ start, delivered }) => (delivered ? [] : [start]));
  if (unreadable.length > 0) throw new UnreadableEvents(unreadable);
  if (due.length === 0) return { pages: [], left: [] };
  onHandling();
  const outcomes = await handleAll(due.flatMap(({ delivered }) => delivered ?? []));
  const left = due.flatMap(({ start }, nth) => (outcomes[nth] === alone ? [start] : []));
  const done = due.flatMap(({ start }, nth) => (outcomes[nth] === alone ? [] : [start]));
  await outbox.unfenceAll(handler, left);
  const pages = await outbox.completeAll(
    handler,
    done,
    outcomes.filter((outcome) => outcome !== alone),
  );
  return { pages, left };
}

/** Undefined for what cannot be read: why is found out and noted when it is executed alone. */
function tryToRead(codecs: EventCodecs, fenced: FencedDelivery): Delivered<IDomainEvent> | undefined {
  const { eventId, seq, actorId, correlationId, causationId, page } = fenced;
  try {
    return { event: codecs.decode(fenced), metadata: { eventId, seq, actorId, correlationId, causationId }, page };
  } catch {
    return undefined;
  }
}

/** Makes the transaction roll back; never leaves this file. */
class UnreadableEvents extends Error {
  readonly unreadable: readonly StartedDelivery[];

  constructor(unreadable: readonly StartedDelivery[]) {
    super('events that cannot be read');
    this.unreadable = unreadable;
  }
}
