import type { Change } from './ChangeLog.ts';
import type { Interest } from './Interest.ts';
import type { TailedLog } from './TailedLog.ts';

export interface LiveTailOptions<Heard extends Change, Item extends Change, Notice> {
  readonly log: TailedLog<Heard>;
  readonly interest: Interest<Heard, Item>;
  /** What the subscriber gets for a change of this epoch. */
  readonly notice: (change: Item, epoch: string) => Notice;
  /** The cursor to go on from; undefined: from the present head. */
  readonly after: string | undefined;
  /** Changes that may wait for the subscriber. Default 1,000. */
  readonly bufferSize?: number;
  /** How long to try again when the database cannot be read. Default 30,000. */
  readonly retryForMs?: number;
}
