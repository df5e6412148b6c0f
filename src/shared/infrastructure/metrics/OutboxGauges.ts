import { Gauge, type Registry } from 'prom-client';
import type { Logger } from '../../application/Logger.ts';
import { OutageLog } from '../../application/OutageLog.ts';
import type { OutboxState } from '../events/readOutboxState.ts';
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

/** How the outbox stands, in the database: the same whichever process is asked. */
export class OutboxGauges implements Gauges {
  readonly #handlers: readonly string[];
  readonly #reading: FreshReading<OutboxState>;
  readonly #outage: OutageLog;
  readonly #readable: Gauge;
  readonly #dead: Gauge<'handler'>;
  readonly #undone: Gauge;
  readonly #late: Gauge;
  readonly #oldest: Gauge;

  constructor({ registry, handlers, read, logger }: OutboxGaugesOptions) {
    this.#handlers = handlers;
    this.#reading = new FreshReading('the outbox', read);
    this.#outage = new OutageLog(logger, 'reading the outbox for the metrics');
    const gauge = (name: string, help: string): Gauge => new Gauge({ name, help, registers: [registry] });
    this.#readable = gauge('commonplace_outbox_readable', 'Whether the outbox could be read for this answer.');
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
      registers: [registry],
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

  #show({ dead, undone, late, oldestLateSeconds }: OutboxState): void {
    this.#readable.set(1);
    this.#undone.set(undone);
    this.#late.set(late);
    this.#oldest.set(oldestLateSeconds);
    this.#dead.reset();
    for (const handler of this.#handlers) this.#dead.set({ handler }, 0);
    const labelOf = handlerLabel(this.#handlers);
    for (const [handler, count] of dead) this.#dead.inc({ handler: labelOf(handler) }, count);
  }

  /** An old number would be taken for a new one. */
  #forget(): void {
    this.#readable.set(0);
    for (const gauge of [this.#undone, this.#late, this.#oldest]) gauge.remove();
    this.#dead.reset();
  }
}
