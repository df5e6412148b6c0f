import { Gauge, type Registry } from 'prom-client';
import type { Logger } from '../../application/Logger.ts';
import { OutageLog } from '../../application/OutageLog.ts';
import type { OutboxState, UndoneState } from '../events/readOutboxState.ts';
import { FreshReading } from './FreshReading.ts';
import type { Gauges } from './Gauges.ts';
import { handlerLabel } from './handlerLabel.ts';

export interface OutboxGaugesOptions {
  readonly registry: Registry;
  /** Of this release. */
  readonly handlers: readonly string[];
  readonly read: () => Promise<OutboxState>;
  readonly logger: Logger;
}

/** Apart: what is left for handlers that are gone is never done, and would hide whether the others keep up. */
const ofWhom = 'Of the handlers of this release, or of others.';

/** How the outbox stands, in the database: the same whichever process is asked. */
export class OutboxGauges implements Gauges {
  readonly #handlers: readonly string[];
  readonly #reading: FreshReading<OutboxState>;
  readonly #outage: OutageLog;
  readonly #readable: Gauge;
  readonly #dead: Gauge<'handler'>;
  readonly #undone: Gauge<'handlers'>;
  readonly #late: Gauge<'handlers'>;
  readonly #oldest: Gauge<'handlers'>;

  constructor({ registry, handlers, read, logger }: OutboxGaugesOptions) {
    this.#handlers = handlers;
    this.#reading = new FreshReading('the outbox', read);
    this.#outage = new OutageLog(logger, 'reading the outbox for the metrics');
    const registers = [registry];
    const gauge = (name: string, help: string): Gauge<'handlers'> =>
      new Gauge({ name, help: `${help} ${ofWhom}`, labelNames: ['handlers'], registers });
    this.#readable = new Gauge({
      name: 'commonplace_outbox_readable',
      help: 'Whether the outbox could be read for this answer.',
      registers,
    });
    this.#undone = gauge('commonplace_deliveries_undone', 'Deliveries that are neither done nor dead letters.');
    this.#late = gauge('commonplace_deliveries_late', 'Undone deliveries that are due.');
    this.#oldest = gauge(
      'commonplace_oldest_late_delivery_seconds',
      'How long ago the delivery became due that has been due for longest; 0 without one.',
    );
    this.#dead = new Gauge({
      name: 'commonplace_dead_letters',
      help: 'Dead letters that stand.',
      labelNames: ['handler'],
      registers,
    });
  }

  async refresh(): Promise<void> {
    try {
      this.#show(await this.#reading.take());
      this.#outage.succeeded();
    } catch (error) {
      this.#outage.failed(error);
      this.#forget();
    }
  }

  #show({ dead, release, other }: OutboxState): void {
    this.#readable.set(1);
    this.#showUndone('release', release);
    this.#showUndone('other', other);
    this.#dead.reset();
    for (const handler of this.#handlers) this.#dead.set({ handler }, 0);
    const labelOf = handlerLabel(this.#handlers);
    for (const [handler, count] of dead) this.#dead.inc({ handler: labelOf(handler) }, count);
  }

  #showUndone(handlers: 'release' | 'other', { undone, late, oldestLateSeconds }: UndoneState): void {
    this.#undone.set({ handlers }, undone);
    this.#late.set({ handlers }, late);
    this.#oldest.set({ handlers }, oldestLateSeconds);
  }

  /** An old number would be taken for a new one. */
  #forget(): void {
    this.#readable.set(0);
    for (const gauge of [this.#undone, this.#late, this.#oldest, this.#dead]) gauge.reset();
  }
}
