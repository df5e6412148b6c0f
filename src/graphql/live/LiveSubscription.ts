import type { TailConsumer } from '../../shared/application/live/TailConsumer.ts';

/** A change, as a subscriber is told of it. */
export interface LiveNotice {
  /** Where it stands: no other change of this stream has the same. */
  readonly cursor: string;
  /** What kind of change it is to this subscriber. */
  readonly op: string;
}

/** One subscriber's changes, pulled by `next`, or taken as soon as the attached consumer is told that there are some. */
export interface LiveSubscription<Notice> extends AsyncGenerator<Notice, undefined, undefined> {
  attach(consumer: TailConsumer): void;
  take(): Notice | undefined;
  /** Whether `take` may give something, or make it come. */
  readonly hasMore: boolean;
  /** Whether what was taken is to be sent still. Asked of each change right before it is sent. */
  stands(notice: Notice): boolean;
  /** Up to where it is known what became of what is taken now. */
  readonly asOf: number;
  /** Whether `stands` may have forgotten what became, after this, of what was taken then. */
  hasForgotten(asOf: number): boolean;
  /** Ends it at once. */
  close(): void;
}

export const isLiveSubscription = (events: object): events is LiveSubscription<LiveNotice> =>
  ['attach', 'take', 'hasMore', 'stands', 'asOf', 'hasForgotten', 'close'].every((member) => member in events);
