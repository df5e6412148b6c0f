import { Counter, type Registry } from 'prom-client';
import type { LimitMetrics, ProcessLimit, SharedLimit } from '../../application/Metrics.ts';

const sharedLimits: readonly SharedLimit[] = [
  'rate_per_viewer',
  'rate_per_address',
  'sockets_per_viewer',
  'sockets_per_address',
];
const processLimits: readonly ProcessLimit[] = [
  'waiting_operations',
  'waiting_upgrades',
  'waiting_sockets',
  'operations_per_socket',
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
      'Operations, upgrades, sockets and event streams that were one too many.',
    );
    this.#unchecked = counter(
      'commonplace_limit_unchecked_total',
      'Operations, sockets and event streams that were let through because Redis did not say in time how many there were.',
    );
    for (const limit of [...sharedLimits, ...processLimits]) this.#refused.inc({ limit }, 0);
    for (const limit of sharedLimits) this.#unchecked.inc({ limit }, 0);
  }

  refused(limit: SharedLimit | ProcessLimit): void {
    this.#refused.inc({ limit });
  }

  unchecked(limit: SharedLimit): void {
    this.#unchecked.inc({ limit });
  }
}
