import type { Interest, TailSink } from '../../../src/shared/application/live/Interest.ts';
import { LiveLog } from '../../../src/shared/application/live/LiveLog.ts';
import { InMemoryChangeLog } from '../../support/live/InMemoryChangeLog.ts';
import { LossyLiveStream } from '../../support/live/LossyLiveStream.ts';
import { quietLog } from '../../support/live/quietLog.ts';
import { settle } from '../../support/live/settle.ts';

interface Row {
  readonly position: number;
}

/** In everything; it knows who has joined, and what its tail has called. */
class AllRows implements Interest<Row, Row> {
  readonly isInEveryDelivery = true;
  readonly joined = new Set<TailSink<Row>>();
  readonly calls: string[] = [];
  isOpen = false;
  readonly #log: InMemoryChangeLog<Row>;
  /** Where reading pages is held up. */
  step: () => Promise<void> = async () => {};

  constructor(log: InMemoryChangeLog<Row>) {
    this.#log = log;
  }

  open(): void {
    this.isOpen = true;
  }

  close(): void {
    this.isOpen = false;
  }

  async prepare(position: number): Promise<void> {
    this.calls.push(`prepare ${position}`);
  }

  async readPage(after: number, upTo: number) {
    this.calls.push(`read ${after} ${upTo}`);
    await this.step();
    const through = Math.min(after + 3, upTo);
    return { changes: await this.#log.read(after, through, 3), through };
  }

  select(changes: readonly Row[]): readonly Row[] {
    return changes;
  }

  join(tail: TailSink<Row>): void {
    this.joined.add(tail);
  }

  leave(tail: TailSink<Row>): void {
    this.joined.delete(tail);
  }
}

/** A log, and one instance that follows it and keeps hardly anything in memory. */
export async function followRows() {
  const log = new InMemoryChangeLog<Row>((_, position) => ({ position }));
  const interest = new AllRows(log);
  const liveLog = new LiveLog<Row, Row>({
    name: 'rows',
    log,
    stream: new LossyLiveStream(),
    parse: () => undefined,
    expand: async (changes) => changes,
    logger: quietLog,
    recentSize: 1,
  });
  liveLog.onChanges((changes) => {
    for (const change of changes) for (const tail of interest.joined) tail.push(change);
  });
  await liveLog.start();
  return {
    log,
    interest,
    liveLog,
    /** Commits one row, which the instance hears of. */
    change: async () => {
      log.write({}).commit();
      const sequenced = log.sequenceNow(1);
      if (sequenced) liveLog.accept(sequenced);
      await settle();
    },
    [Symbol.asyncDispose]: () => liveLog[Symbol.asyncDispose](),
  };
}

export type FollowedRows = Awaited<ReturnType<typeof followRows>>;
