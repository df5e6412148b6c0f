import type { Change, LogHead } from './ChangeLog.ts';

/** What a subscriber's tail needs of an instance's LiveLog. */
export interface TailedLog<D extends Change> {
  readonly name: string;
  readonly epoch: string | undefined;
  /** Everything up to here was delivered to the listeners. Moves in one synchronous step with the delivery. */
  readonly last: number;
  /** The changes delivered after `position`, up to `last`; undefined if they are no longer all in memory. */
  since(position: number): readonly D[] | undefined;
  /**
   * Resolves to a head read from the primary after this call, once `last` is at least that head and whatever was being expanded at
   * the time of the call is delivered. Rejects when the database cannot be read.
   */
  refresh(): Promise<LogHead>;
  /** Read from the primary after this call. */
  head(): Promise<LogHead>;
  /** Called with each delivery, synchronously. The listener must not throw. */
  onChanges(listener: (changes: readonly D[]) => void): Disposable;
  /** Called when another history has begun, and `last` with it. The listener must not throw. */
  onReset(listener: () => void): Disposable;
  /** The same for a subscription, which is told after those, and is one of the log's followers until it disposes of this. */
  follow(onReset: () => void): Disposable;
}
