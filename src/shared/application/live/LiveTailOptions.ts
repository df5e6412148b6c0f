import type { Change } from './ChangeLog.ts';
import type { Interest } from './Interest.ts';
import type { TailedLog } from './TailedLog.ts';

/** What has become, meanwhile, of what waits for a subscriber. */
export interface Hindsight<Notice> {
  /** Whether the subscriber is to be told of it still, by all that LiveLog has delivered. Asked at each delivery to each subscriber: it reads nothing. */
  stands(notice: Notice): boolean;
  /** It knows what LiveLog has delivered after this position. */
  readonly since: number;
}

export interface LiveTailOptions<Heard extends Change, Item extends Change, Notice> {
  readonly log: TailedLog<Heard>;
  readonly interest: Interest<Heard, Item>;
  /** What the subscriber gets for a change of this epoch. */
  readonly notice: (change: Item, epoch: string) => Notice;
  /** The cursor to go on from; undefined: from the present head. */
  readonly after: string | undefined;
  /** Default: everything stands. */
  readonly hindsight?: Hindsight<Notice>;
  /** Changes that may wait for the subscriber. Default 1,000. */
  readonly bufferSize?: number;
  /** How long to try again when the database cannot be read. Default 30,000. */
  readonly retryForMs?: number;
}
