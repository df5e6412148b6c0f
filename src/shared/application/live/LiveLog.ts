import type { Logger } from '../Logger.ts';
import { OutageLog } from '../OutageLog.ts';
import type { Change, ChangeLog, LogHead, SequencedChanges } from './ChangeLog.ts';
import { CoalescedRun } from './CoalescedRun.ts';
import { InFlight } from './InFlight.ts';
import type { LiveStream } from './LiveStream.ts';
import { RecentChanges } from './RecentChanges.ts';
import { SerialQueue } from './SerialQueue.ts';
import { Sweep } from './Sweep.ts';
import type { TailedLog } from './TailedLog.ts';

export interface LiveLogOptions<C extends Change, D extends Change> {
  /** The log's name: the channel of its messages, and part of each cursor. Never changed. */
  readonly name: string;
  readonly log: ChangeLog<C>;
  readonly stream: LiveStream;
  /** Undefined for a message that is none of ours. */
  parse(message: unknown): SequencedChanges<C> | undefined;
  /**
   * What the subscribers hear of these changes of the log: in the order of positions; a position may come to nothing or to several.
   * When it rejects it is called again, until it succeeds: nothing is passed over.
   */
  expand(changes: readonly C[]): Promise<readonly D[]>;
  readonly logger: Logger;
  /** How often to ask the database whether something was missed. Default 1,000. */
  readonly sweepMs?: number;
  /** Changes read at once. Default 1,000. */
  readonly pageSize?: number;
  /** Changes kept in memory for subscribers who are a little behind. Default 1,000. */
  readonly recentSize?: number;
}

/** Messages that may wait for their expansion; what comes on top is read from the database later. */
const maxWaitingMessages = 100;
const firstRetryMs = 50;

/**
 * One instance's view of a log: every change once, in order, without a gap, whatever the stream loses, repeats or reorders.
 *
 * It holds because `last` moves in one place, #deliver, and only over changes that are dense from `last + 1` on: from a message, or
 * from the database, which is complete up to its head. All else (a gap, an interruption, another epoch, a failure) only makes
 * it look into the database, and the sweep does so every second in any case.
 */
export class LiveLog<C extends Change, D extends Change> implements TailedLog<D>, AsyncDisposable {
  readonly name: string;
  readonly #options: LiveLogOptions<C, D>;
  readonly #recent: RecentChanges<D>;
  readonly #catchUps = new CoalescedRun(() => this.#catchUp());
  /** After a deploy all subscribers come at once, and each needs to know the head. */
  readonly #heads = new CoalescedRun(() => this.#options.log.head());
  /** Whatever changes `epoch` or `last` runs in here. */
  readonly #deliveries = new SerialQueue();
  readonly #inFlight: InFlight;
  readonly #sweep: Sweep;
  readonly #outage: OutageLog;
  readonly #changeListeners = new Set<(changes: readonly D[]) => void>();
  readonly #resetListeners = new Set<() => void>();
  readonly #followers = new Set<() => void>();
  #subscription: AsyncDisposable | undefined;
  #epoch: string | undefined;
  #last = 0;
  #waitingMessages = 0;
  #isDisposed = false;

  constructor(options: LiveLogOptions<C, D>) {
    this.name = options.name;
    this.#options = options;
    this.#recent = new RecentChanges(options.recentSize ?? 1_000);
    this.#inFlight = new InFlight(options.logger);
    this.#sweep = new Sweep(() => this.#lookIntoDatabase(), options.sweepMs ?? 1_000);
    this.#outage = new OutageLog(options.logger, `following ${options.name}`);
  }

  /** Undefined until the database was read for the first time. */
  get epoch(): string | undefined {
    return this.#epoch;
  }

  get last(): number {
    return this.#last;
  }

  /** How many subscriptions follow it. */
  get followers(): number {
    return this.#followers.size;
  }

  /** Begins at the log's head. Resolves also while the database cannot be reached: the sweep goes on trying. */
  async start(): Promise<void> {
    this.#subscription = await this.#options.stream.subscribe(
      this.name,
      (message) => this.#receive(message),
      () => this.#catchUpSoon(),
    );
    this.#sweep.start();
    await this.#lookIntoDatabase();
  }

  onChanges(listener: (changes: readonly D[]) => void): Disposable {
    return listen(this.#changeListeners, listener);
  }

  onReset(listener: () => void): Disposable {
    return listen(this.#resetListeners, listener);
  }

  follow(onReset: () => void): Disposable {
    return listen(this.#followers, onReset);
  }

  since(position: number): readonly D[] | undefined {
    return this.#recent.since(position);
  }

  head(): Promise<LogHead> {
    return this.#heads.run();
  }

  refresh(): Promise<LogHead> {
    return this.#catchUps.run();
  }

  /** Takes changes from this instance's own sequencer: the same as a message, without the way through the stream. */
  accept(sequenced: SequencedChanges<C>): void {
    if (this.#isDisposed || this.#waitingMessages >= maxWaitingMessages) return; // the sweep reads them
    this.#waitingMessages += 1;
    this.#inFlight.add(this.#deliverMessage(sequenced));
  }

  #receive(message: unknown): void {
    const sequenced = this.#options.parse(message);
    if (sequenced) return this.accept(sequenced);
    this.#options.logger.warn({ log: this.name }, 'a message that is none of ours came on a channel of ours');
    this.#catchUpSoon();
  }

  async #deliverMessage({ epoch, changes }: SequencedChanges<C>): Promise<void> {
    try {
      const delivered = await this.#deliveries.run(
        async () => epoch === this.#epoch && (await this.#deliverNext(changes)),
      );
      if (!delivered) this.#catchUpSoon();
    } catch (error) {
      this.#failed(error);
    } finally {
      this.#waitingMessages -= 1;
    }
  }

  #catchUpSoon(): void {
    if (!this.#isDisposed) this.#inFlight.add(this.#lookIntoDatabase());
  }

  /** Never rejects. */
  async #lookIntoDatabase(): Promise<void> {
    try {
      await this.#catchUps.run();
      this.#outage.succeeded();
    } catch (error) {
      this.#failed(error);
    }
  }

  #failed(error: unknown): void {
    if (this.#isDisposed) return;
    this.#outage.failed(error);
    this.#sweep.within(firstRetryMs * 2 ** Math.min(this.#outage.failures, 10));
  }

  /** Reads on until everything up to the head, as it was after this began, is delivered. */
  async #catchUp(): Promise<LogHead> {
    for (;;) {
      const lastBefore = this.#last; // a message may move it while the head is read: that is no sign of another history
      const head = await this.#options.log.head();
      if (head.epoch !== this.#epoch || head.head < lastBefore) return this.#beginAt(head);
      if (this.#last >= head.head) return head;

      const from = this.#last;
      const changes = await this.#options.log.read(from, head.head, this.#options.pageSize ?? 1_000);
      // Read before and after, the epoch says which history the page in between came from.
      const confirmed = await this.#options.log.head();
      if (confirmed.epoch !== head.epoch) continue;
      if (changes.length === 0 || !isDense(changes, from + 1)) return this.#beginAfterHole(confirmed);
      await this.#deliveries.run(() => this.#deliverNext(changes));
    }
  }

  /** Retention has overtaken this instance, or rows are missing: what is between here and there can never be delivered. */
  async #beginAfterHole(head: LogHead): Promise<LogHead> {
    this.#options.logger.error(
      { log: this.name, last: this.#last, head },
      'changes are missing: subscribers must resync',
    );
    return this.#beginAt(head);
  }

  #beginAt(head: LogHead): Promise<LogHead> {
    return this.#deliveries.run(async () => {
      const isFirst = this.#epoch === undefined;
      this.#epoch = head.epoch;
      this.#last = head.head;
      this.#recent.restart(head.head);
      if (!isFirst) for (const listener of [...this.#resetListeners, ...this.#followers]) listener();
      return head;
    });
  }

  /** Only inside #deliveries. Resolves to false, without effect, if these changes do not continue `last`. */
  async #deliverNext(changes: readonly C[]): Promise<boolean> {
    const fresh = changes.filter((change) => change.position > this.#last);
    const through = fresh.at(-1);
    if (!through) return true;
    if (!isDense(fresh, this.#last + 1)) return false;
    const expanded = await this.#options.expand(fresh);
    this.#deliver(expanded, through.position);
    return true;
  }

  /** One synchronous step: whoever compares positions with `last` sees the moment before it or the moment after, nothing between. */
  #deliver(changes: readonly D[], through: number): void {
    this.#last = through;
    this.#recent.add(changes);
    for (const listener of this.#changeListeners) listener(changes);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isDisposed = true;
    await this.#subscription?.[Symbol.asyncDispose]();
    await this.#sweep[Symbol.asyncDispose]();
    await this.#inFlight.settled();
  }
}

function isDense(changes: readonly Change[], first: number): boolean {
  return changes.every((change, index) => change.position === first + index);
}

function listen<L>(listeners: Set<L>, listener: L): Disposable {
  listeners.add(listener);
  return { [Symbol.dispose]: () => listeners.delete(listener) };
}
