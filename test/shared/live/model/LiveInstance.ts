import type { SequencedChanges } from '../../../../src/shared/application/live/ChangeLog.ts';
import type { Interest, TailPage, TailSink } from '../../../../src/shared/application/live/Interest.ts';
import { LiveLog } from '../../../../src/shared/application/live/LiveLog.ts';
import { LogSequencer } from '../../../../src/shared/application/live/LogSequencer.ts';
import type { Gates } from '../../../support/live/Gates.ts';
import type { InMemoryChangeLog } from '../../../support/live/InMemoryChangeLog.ts';
import type { LossyLiveStream } from '../../../support/live/LossyLiveStream.ts';
import { quietLog } from '../../../support/live/quietLog.ts';

export const topics = ['ada', 'bob'] as const;
export type Topic = (typeof topics)[number];

/** A change of the log. */
export interface Row {
  readonly position: number;
  readonly topic: Topic;
}

/** What an instance makes of it: for everybody, or for one who is registered here (as notifications are looked up for those connected). */
export interface Heard extends Row {
  readonly to: 'everybody' | number;
}

export type ChangeLogOfRows = InMemoryChangeLog<Row>;

type SpoilMessage = (last: number, message: SequencedChanges<Row>) => SequencedChanges<Row>;

/** One process: a sequencer, a LiveLog, and who is connected. Small pages and memories, so that few changes reach every edge. */
export class LiveInstance implements AsyncDisposable {
  readonly liveLog: LiveLog<Row, Heard>;
  readonly sequencer: LogSequencer<Row>;
  readonly #log: ChangeLogOfRows;
  readonly #registered = new Map<number, Topic>();
  readonly #joined = new Map<TailSink<Heard>, HeardBy>();

  constructor(
    log: ChangeLogOfRows,
    stream: LossyLiveStream,
    gates: Gates,
    spoilMessage: SpoilMessage = (_, message) => message,
  ) {
    this.#log = log;
    this.liveLog = new LiveLog({
      name: 'model',
      log,
      stream,
      parse: (message) => spoilMessage(this.liveLog.last, message as SequencedChanges<Row>),
      expand: async (rows) => {
        const registered = [...this.#registered]; // asked now, answered later
        await gates.pass();
        return rows.flatMap((row) => expand(row, registered));
      },
      logger: quietLog,
      pageSize: 3,
      recentSize: 3,
    });
    this.sequencer = new LogSequencer({
      name: 'model',
      log,
      publish: (changes) => stream.publish('model', changes),
      onSequenced: (changes) => this.liveLog.accept(changes),
      logger: quietLog,
      batch: 3,
    });
    this.liveLog.onChanges((changes) => this.#deliver(changes));
  }

  async start(): Promise<void> {
    this.sequencer.start();
    await this.liveLog.start();
  }

  /** In what everybody hears of a topic. */
  sharedInterest(topic: Topic): Interest<Heard, Heard> {
    return new RowInterest(this.#log, this.#joined, { topic, to: 'everybody' });
  }

  /** In what is looked up for one subscriber. */
  personalInterest(topic: Topic, to: number): Interest<Heard, Heard> {
    return new PersonalInterest(this.#log, this.#joined, { topic, to }, this.#registered);
  }

  #deliver(changes: readonly Heard[]): void {
    for (const change of changes) for (const [tail, by] of this.#joined) if (isHeardBy(change, by)) tail.push(change);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.sequencer[Symbol.asyncDispose](), this.liveLog[Symbol.asyncDispose]()]);
  }
}

interface HeardBy {
  readonly topic: Topic;
  readonly to: Heard['to'];
}

const isHeardBy = (change: Heard, { topic, to }: HeardBy): boolean => change.topic === topic && change.to === to;

function expand(row: Row, registered: readonly [number, Topic][]): Heard[] {
  const toThem = registered.filter(([, topic]) => topic === row.topic).map(([to]) => ({ ...row, to }));
  return [{ ...row, to: 'everybody' }, ...toThem];
}

class RowInterest implements Interest<Heard, Heard> {
  readonly isInEveryDelivery: boolean = true;
  readonly by: HeardBy;
  readonly #log: ChangeLogOfRows;
  readonly #joined: Map<TailSink<Heard>, HeardBy>;

  constructor(log: ChangeLogOfRows, joined: Map<TailSink<Heard>, HeardBy>, by: HeardBy) {
    this.#log = log;
    this.#joined = joined;
    this.by = by;
  }

  async readPage(after: number, upTo: number): Promise<TailPage<Heard>> {
    const through = Math.min(after + 3, upTo);
    const rows = await this.#log.read(after, through, 3);
    return { changes: this.select(rows.map((row) => ({ ...row, to: this.by.to }))), through };
  }

  select(changes: readonly Heard[]): readonly Heard[] {
    return changes.filter((change) => isHeardBy(change, this.by));
  }

  join(tail: TailSink<Heard>): void {
    this.#joined.set(tail, this.by);
  }

  leave(tail: TailSink<Heard>): void {
    this.#joined.delete(tail);
  }
}

class PersonalInterest extends RowInterest {
  override readonly isInEveryDelivery = false;
  readonly #registered: Map<number, Topic>;
  readonly #to: number;

  constructor(
    log: ChangeLogOfRows,
    joined: Map<TailSink<Heard>, HeardBy>,
    by: { readonly topic: Topic; readonly to: number },
    registered: Map<number, Topic>,
  ) {
    super(log, joined, by);
    this.#registered = registered;
    this.#to = by.to;
  }

  open(): void {
    this.#registered.set(this.#to, this.by.topic);
  }

  close(): void {
    this.#registered.delete(this.#to);
  }
}
