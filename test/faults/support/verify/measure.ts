import type { LedgerEntry } from '../Ledger.ts';
import type { Subscriber } from '../Subscriber.ts';
import type { Outage } from '../World.ts';
import { commitTimes, nameOf } from './checkSubscriber.ts';
import type { Truth } from './readTruth.ts';

/** The longest times, in ms. */
export interface Times {
  /** From the commit, or the end of the outage in which it was, until the last subscriber of a feed had it. */
  readonly feedMs: number;
  /** The same, until the queued handlers were done and subscribers of notifications had that. */
  readonly handlersMs: number;
  readonly mutationMs: number;
  /** Of what was committed during an outage: from the commit itself. */
  readonly feedMeanwhileMs: number;
  /** Whose time `feedMs` is, and of what. */
  readonly latestFeed: string;
}

export interface Measured {
  readonly subscribers: readonly Subscriber[];
  readonly outages: readonly Outage[];
  readonly entries: readonly LedgerEntry[];
  readonly truth: Truth;
}

export function measure({ subscribers, outages, entries, truth }: Measured): Times {
  const late = ({ at, dueAt }: Arrival): number => lateness({ at, dueAt }, outages);
  const attentive = subscribers.filter(({ wasPaused }) => !wasPaused);
  const arrivals = attentive.flatMap((subscriber) => {
    const committed = commitTimes(subscriber, truth);
    return subscriber.received.flatMap(({ position, at }) => {
      const committedAt = committed.get(position);
      if (committedAt === undefined) return [];
      const dueAt = Math.max(committedAt, subscriber.startedAt);
      const what = `${position} at ${nameOf(subscriber)}, at ${new Date(at).toISOString()}`;
      return { isFeed: subscriber.channel.kind !== 'notifications', at, dueAt, what };
    });
  });
  const handled = truth.deliveries.flatMap(({ dueAt, doneAt }) =>
    dueAt === null || doneAt === null ? [] : late({ at: doneAt, dueAt }),
  );
  const feeds = arrivals.filter(({ isFeed }) => isFeed);
  const meanwhile = feeds.filter(({ dueAt }) => outages.some(({ from, to }) => from <= dueAt && dueAt <= to));
  const latest = feeds.toSorted((one, other) => late(other) - late(one))[0];
  return {
    feedMs: latest ? late(latest) : 0,
    latestFeed: latest?.what ?? 'none',
    handlersMs: longest([...handled, ...arrivals.filter(({ isFeed }) => !isFeed).map(late)]),
    mutationMs: longest(entries.map(({ tookMs }) => tookMs)),
    feedMeanwhileMs: longest(meanwhile.map(({ at, dueAt }) => at - dueAt)),
  };
}

interface Arrival {
  readonly dueAt: number;
  readonly at: number;
}

/** What came while an outage lasted was not late; what came later is counted from the end of the last one that was in its way. */
function lateness({ at, dueAt }: Arrival, outages: readonly Outage[]): number {
  const inTheWay = outages.filter(({ from, to }) => from <= at && dueAt <= to).map(({ to }) => to);
  return Math.max(0, at - Math.max(dueAt, ...inTheWay));
}

const longest = (times: readonly number[]): number => times.reduce((one, other) => Math.max(one, other), 0);
