import type { Logger } from '../../application/Logger.ts';
import { withTimeout } from '../withTimeout.ts';

/** Something that this process works with. */
export interface ReadinessCheck {
  /** As shown to whoever asks, such as `database`. */
  readonly name: string;
  /** Whether the process can do nothing useful without it; otherwise it is shown, and no more. */
  readonly required: boolean;
  /** Rejects when it cannot be used now. */
  check(): Promise<void>;
}

export interface ReadinessReport {
  readonly ready: boolean;
  readonly status: 'ready' | 'not ready' | 'shutting down';
  /** Why something is down stands in the log: health is public. */
  readonly checks: Readonly<Record<string, 'up' | 'down'>>;
}

export interface ReadinessOptions {
  readonly checks: readonly ReadinessCheck[];
  readonly logger: Pick<Logger, 'warn'>;
  /** After this long something counts as down. Default 2 s. */
  readonly timeoutMs?: number;
}

/** Whether requests should be sent to this process. */
export class Readiness {
  readonly #checks: readonly ReadinessCheck[];
  readonly #logger: Pick<Logger, 'warn'>;
  readonly #timeoutMs: number;
  #isShuttingDown = false;
  #running: Promise<ReadinessReport> | undefined;

  constructor({ checks, logger, timeoutMs = 2_000 }: ReadinessOptions) {
    this.#checks = checks;
    this.#logger = logger;
    this.#timeoutMs = timeoutMs;
  }

  /** From now on it is not ready, for good. */
  beginShutdown(): void {
    this.#isShuttingDown = true;
  }

  /** Runs the checks side by side; whoever asks meanwhile gets the same report, so that asking often costs nothing. */
  async report(): Promise<ReadinessReport> {
    if (this.#isShuttingDown) return { ready: false, status: 'shutting down', checks: {} };
    this.#running ??= this.#runChecks().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #runChecks(): Promise<ReadinessReport> {
    const results = await Promise.all(this.#checks.map(async (check) => ({ check, isUp: await this.#isUp(check) })));
    const ready = results.every(({ check, isUp }) => isUp || !check.required);
    const checks = Object.fromEntries(results.map(({ check, isUp }) => [check.name, isUp ? 'up' : 'down'] as const));
    return { ready, status: ready ? 'ready' : 'not ready', checks };
  }

  async #isUp(check: ReadinessCheck): Promise<boolean> {
    try {
      await withTimeout(this.#timeoutMs, `the check of ${check.name}`, check.check());
      return true;
    } catch (error) {
      this.#logger.warn({ err: error, check: check.name }, 'a readiness check failed');
      return false;
    }
  }
}
