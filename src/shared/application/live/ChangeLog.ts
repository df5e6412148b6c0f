/** A committed change that has its place in the one order that every subscriber sees. */
export interface Change {
  /** Dense: 1, 2, 3 … without a gap. Below 2^53. */
  readonly position: number;
}

export interface LogHead {
  /** Which history the positions belong to; another after a rebuild or a restore. A UUID. */
  readonly epoch: string;
  /** The last position that was given. */
  readonly head: number;
  /** The lowest position that can still be resumed from: all changes after it are kept. */
  readonly minimum: number;
}

export interface SequencedChanges<C extends Change> {
  readonly epoch: string;
  /** In the order of their positions, without a gap. */
  readonly changes: readonly C[];
}

/** The log of changes behind one kind of live updates. Everything is read from the primary. */
export interface ChangeLog<C extends Change> {
  head(): Promise<LogHead>;
  /** The changes after position `after` and up to `upTo`, in order, at most `limit`. */
  read(after: number, upTo: number, limit: number): Promise<readonly C[]>;
  /** Gives positions to at most `limit` changes that are committed and have none yet, and returns these. Any instance may call it at any time. */
  sequence(limit: number): Promise<SequencedChanges<C> | undefined>;
}
