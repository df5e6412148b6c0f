import { Counter, type Registry } from 'prom-client';
import type { LimitMetrics, SharedLimit } from '../../application/Metrics.ts';

const limits: readonly SharedLimit[] = [
  'rate_per_viewer',
  'rate_per_address',
  'sockets_per_viewer',
  'sockets_per_address',
];

/** Counts in one registry. Each limit has its series from the start. */
export class PrometheusLimitMetrics implements LimitMetrics {
  readonly #refused: Counter<'limit'>;
  readonly #unchecked: Counter<'limit'>;

  constructor(registry: Registry) {
    const counter = (name: string, help: string): Counter<'limit'> =>
      new Counter({ name, help, labelNames: ['limit'], registers: [registry] });
    this.#refused = counter(
      'commonplace_limit_refused_total',
      'Operations, sockets and event streams that were one too many.',
    );
    this.#unchecked = counter(
      'commonplace_limit_unchecked_total',
      'Operations, sockets and event streams that were let through because Redis did not say in time how many there were.',
    );
    for (const limit of limits) for (const counted of [this.#refused, this.#unchecked]) counted.inc({ limit }, 0);
  }

  refused(limit: SharedLimit): void {
    this.#refused.inc({ limit });
  }

  unchecked(limit: SharedLimit): void {
    this.#unchecked.inc({ limit });
  }
}
