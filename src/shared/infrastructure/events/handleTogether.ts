import type { Delivered } from '../../application/EventHandler.ts';
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
  /** Whose events this release cannot read: nothing was done for them. */
  readonly unreadable: readonly StartedDelivery[];
}

/** Runs a handler for several deliveries of it, each given once: fence, effects and `done_at` of all are one transaction. */
export async function handleTogether(starts: readonly StartedDelivery[], options: TogetherOptions): Promise<Together> {
  if (starts.length === 0) return { pages: [], unreadable: [] };
  try {
    const pages = await options.database.inTransaction((transaction) => {
      transaction.handlesSeveral();
      return handleFenced(starts, options);
    });
    return { pages, unreadable: [] };
  } catch (error) {
    if (!(error instanceof UnreadableEvents)) throw error;
    // Their fence was rolled back, with that of the others, who begin again without them.
    const rest = starts.filter((start) => !error.unreadable.includes(start));
    const { pages, unreadable } = await handleTogether(rest, options);
    return { pages, unreadable: [...error.unreadable, ...unreadable] };
  }
}

async function handleFenced(
  starts: readonly StartedDelivery[],
  { outbox, codecs, handler, handleAll, onHandling }: TogetherOptions,
): Promise<readonly DueDelivery[]> {
  const fenced = await outbox.fenceAll(handler, starts);
  const due = starts.flatMap((start, nth) => {
    const event = fenced.get(nth);
    return event ? [{ start, delivered: tryToRead(codecs, event) }] : [];
  });
  const unreadable = due.flatMap(({ start, delivered }) => (delivered ? [] : [start]));
  if (unreadable.length > 0) throw new UnreadableEvents(unreadable);
  if (due.length === 0) return [];
  onHandling();
  const pages = await handleAll(due.flatMap(({ delivered }) => delivered ?? []));
  return outbox.completeAll(
    handler,
    due.map(({ start }) => start),
    pages,
  );
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
