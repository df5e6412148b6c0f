import type { LedgerEntry } from '../Ledger.ts';
import type { Bounds } from '../Scenario.ts';
import type { Subscriber } from '../Subscriber.ts';
import type { Span } from '../World.ts';
import { commitTimes, type Heard, nameOf } from './checkSubscriber.ts';
import type { Truth } from './readTruth.ts';

/** What of it is bounded, and how long it took. */
export interface Taken {
  readonly bound: keyof Bounds;
  readonly ms: number;
  /** From when to when. */
  readonly span: Span;
  readonly what: string;
}

export interface Measured {
  readonly subscribers: readonly Listener[];
  readonly outages: readonly Span[];
  readonly entries: readonly LedgerEntry[];
  readonly truth: Truth;
}

type Listener = Heard & Pick<Subscriber, 'wasPaused' | 'startedAt'>;

/** All that took its time: changes to their subscribers, deliveries to their effects, mutations to their answers. */
export function measure({ subscribers, outages, entries, truth }: Measured): readonly Taken[] {
  const attentive = subscribers.filter(({ wasPaused }) => !wasPaused);
  const arrivals = attentive.flatMap((subscriber) => arrivalsOf(subscriber, truth, outages));
  const handled = truth.deliveries.flatMap(({ key, dueAt, doneAt }): Taken[] =>
    dueAt === null || doneAt === null
      ? []
      : [taken('handlersMs', { from: dueAt, to: doneAt }, `the delivery ${key}`, outages)],
  );
  const answered = entries.map(({ id, action, askedAt, tookMs }): Taken => {
    const span = { from: askedAt, to: askedAt + tookMs };
    return { bound: 'mutationMs', ms: tookMs, span, what: `mutation ${id}, to ${action},` };
  });
  return [...arrivals, ...handled, ...answered];
}

function arrivalsOf(subscriber: Listener, truth: Truth, outages: readonly Span[]): Taken[] {
  const committed = commitTimes(subscriber, truth);
  const isFeed = subscriber.channel.kind !== 'notifications';
  return subscriber.received.flatMap(({ position, at }) => {
    const committedAt = committed.get(position);
    if (committedAt === undefined) return [];
    const span = { from: Math.max(committedAt, subscriber.startedAt), to: at };
    const what = `${position} at ${nameOf(subscriber)}`;
    const isMeanwhile = isFeed && outages.some(({ from, to }) => from <= span.from && span.from <= to);
    return [
      taken(isFeed ? 'feedMs' : 'handlersMs', span, what, outages),
      ...(isMeanwhile ? [{ bound: 'feedMeanwhileMs', ms: at - span.from, span, what } as const] : []),
    ];
  });
}

/** What came while an outage lasted was not late; what came later is counted from the end of the last one that was in its way. */
function taken(bound: keyof Bounds, span: Span, what: string, outages: readonly Span[]): Taken {
  const healed = outages.filter((outage) => overlap(outage, span)).map(({ to }) => to);
  return { bound, ms: Math.max(0, span.to - Math.max(span.from, ...healed)), span, what };
}

export const overlap = (one: Span, other: Span): boolean => one.from <= other.to && other.from <= one.to;

/** The longest time, in ms. */
export const longest = (all: readonly Taken[], bound: keyof Bounds): number =>
  all.reduce((most, one) => (one.bound === bound ? Math.max(most, one.ms) : most), 0);
