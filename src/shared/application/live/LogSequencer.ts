import type { Logger } from '../Logger.ts';
import { OutageLog } from '../OutageLog.ts';
import type { Change, ChangeLog, SequencedChanges } from './ChangeLog.ts';
import { CoalescedRun } from './CoalescedRun.ts';
import { InFlight } from './InFlight.ts';
import { Sweep } from './Sweep.ts';

export interface LogSequencerOptions<C extends Change> {
  /** The log's name, for log lines. */
  readonly name: string;
  readonly log: ChangeLog<C>;
  /** Tells the other instances. Settles in bounded time; a failure costs them a sweep, never a change. */
  publish(changes: SequencedChanges<C>): Promise<void>;
  /** Tells this instance, ahead of the others and without a round trip. Must not throw. */
  onSequenced?(changes: SequencedChanges<C>): void;
  readonly logger: Logger;
  /** How often to look for what a crash left without a position. Default 1,000. */
  readonly sweepMs?: number;
  /** Changes in one call and one message at most. Default 1,000. */
  readonly batch?: number;
}

/** Gives committed changes their positions and spreads them. Each instance has one and none leads: the database orders their calls. */
export class LogSequencer<C extends Change> implements AsyncDisposable {
  readonly #options: LogSequencerOptions<C>;
  readonly #batch: number;
  readonly #runs = new CoalescedRun(() => this.#run());
  readonly #inFlight: InFlight;
  readonly #sweep: Sweep;
  readonly #sequencing: OutageLog;
  readonly #publishing: OutageLog;
  #isDisposed = false;

  constructor(options: LogSequencerOptions<C>) {
    this.#options = options;
    this.#batch = options.batch ?? 1_000;
    this.#inFlight = new InFlight(options.logger);
    this.#sweep = new Sweep(() => this.#runs.run(), options.sweepMs ?? 1_000);
    this.#sequencing = new OutageLog(options.logger, `sequencing ${options.name}`);
    this.#publishing = new OutageLog(options.logger, `publishing ${options.name}`);
  }

  /** Begins to sweep. */
  start(): void {
    this.#sweep.start();
  }

  /** To be called right after each commit that wrote changes. Returns at once; all calls during a run share one more run. */
  wake(): void {
    if (!this.#isDisposed) this.#inFlight.add(this.#runs.run());
  }

  /** Never rejects: what could not be done now is done by the next run, at the latest by the sweep's. */
  async #run(): Promise<void> {
    try {
      while (!this.#isDisposed && (await this.#sequenceBatch()));
      this.#sequencing.succeeded();
    } catch (error) {
      this.#sequencing.failed(error);
    }
  }

  /** Resolves to whether there may be more. */
  async #sequenceBatch(): Promise<boolean> {
    const sequenced = await this.#options.log.sequence(this.#batch);
    if (!sequenced || sequenced.changes.length === 0) return false;
    this.#options.onSequenced?.(sequenced);
    // Not awaited: a slow Redis must not keep the next changes from their positions.
    this.#inFlight.add(this.#publish(sequenced));
    return sequenced.changes.length >= this.#batch;
  }

  async #publish(sequenced: SequencedChanges<C>): Promise<void> {
    try {
      await this.#options.publish(sequenced);
      this.#publishing.succeeded();
    } catch (error) {
      this.#publishing.failed(error);
    }
  }

  /** Waits for the run and the messages in flight. Changes that have no position yet are left to the other instances. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isDisposed = true;
    await this.#sweep[Symbol.asyncDispose]();
    await this.#inFlight.settled();
  }
}
