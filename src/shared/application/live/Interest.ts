import type { Change } from './ChangeLog.ts';

/**
 * What one subscriber wants to hear of a log, and how. It has a position of its own, moved by its tail, for what it knows
 * besides (whom a viewer follows, say).
 *
 * @typeParam Heard what the instance's LiveLog delivers
 * @typeParam Item what is delivered to the subscriber: at most one for each position, since a cursor names a position
 */
export interface Interest<Heard extends Change, Item extends Change> {
  /**
   * Whether LiveLog delivers the same whoever listens. If not (its `expand` asks who is connected here), only what it delivers
   * after `open` can be taken from memory.
   */
  readonly isInEveryDelivery: boolean;
  /** Called once, first. What LiveLog expands from now on must include this subscriber. */
  open?(): void;
  /** Called once, last, if `open` was. */
  close?(): void;
  /** Comes to stand at `position`. Called before anything below, and again after `leave`. If it rejects, it is called again. */
  prepare?(position: number): Promise<void>;
  /**
   * Reads from the database what concerns the subscriber after position `after`, where it stands, and comes to stand at `through`:
   * above `after`, at most `upTo`. If it rejects, it has not moved, and is called again.
   */
  readPage(after: number, upTo: number): Promise<TailPage<Item>>;
  /** Picks what concerns the subscriber of the changes that follow the position where it stands, and comes to stand after them. Synchronous. */
  select(changes: readonly Heard[]): readonly Item[];
  /** From now on gives the tail, by `push`, what concerns the subscriber of each of LiveLog's deliveries. Synchronous. */
  join(tail: TailSink<Item>): void;
  /** No longer. Synchronous; also within a `push`. */
  leave(tail: TailSink<Item>): void;
}

export interface TailPage<Item> {
  readonly changes: readonly Item[];
  readonly through: number;
}

export interface TailSink<Item> {
  push(change: Item): void;
}
