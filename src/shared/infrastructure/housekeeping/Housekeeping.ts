import type { Logger } from '../../application/Logger.ts';
import { Sweep } from '../../application/live/Sweep.ts';
import { OutageLog } from '../../application/OutageLog.ts';

/** Work that nobody asks for, done again and again. Every process does it, so it must take care of others who do it at the same time. */
export interface Chore {
  /** What is done, for the log: "removing done deliveries". */
  readonly name: string;
  /** From the end of one run to the next. The first is right after the start. */
  readonly everyMs: number;
  /** Rejects when it could not be done; it is tried again after `everyMs`. */
  run(): Promise<void>;
}

export interface HousekeepingOptions {
  readonly chores: readonly Chore[];
  readonly logger: Logger;
}

/** Runs each chore on a timer of its own. One that fails is logged and tried again; the others do not notice. */
export class Housekeeping implements AsyncDisposable {
  readonly #sweeps: readonly Sweep[];

  constructor({ chores, logger }: HousekeepingOptions) {
    this.#sweeps = chores.map((chore) => sweepOf(chore, logger));
  }

  start(): void {
    for (const sweep of this.#sweeps) sweep.within(0);
  }

  /** Waits for what is being done. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#sweeps.map((sweep) => sweep[Symbol.asyncDispose]()));
  }
}

function sweepOf(chore: Chore, logger: Logger): Sweep {
  const outage = new OutageLog(logger, chore.name);
  return new Sweep(async () => {
    try {
      await chore.run();
      outage.succeeded();
    } catch (error) {
      outage.failed(error);
    }
  }, chore.everyMs);
}
