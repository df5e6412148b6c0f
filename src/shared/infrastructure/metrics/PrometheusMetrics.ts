import { Counter, Histogram, type Registry } from 'prom-client';
import type { HandlerMetrics, RequestMetrics } from '../../application/Metrics.ts';
import { handlerLabel } from './handlerLabel.ts';

/** In seconds: an answer in time for a person, up to what the server gives up itself. */
const requestBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
/** In seconds: up to the time after which a handler is given up. */
const handlerBuckets = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20];

/** What counts as a run. */
const ofSeveral = 'one for several deliveries together counts once';

/** Counts in one registry. There are as many series as there are handlers in the code, and classes of status codes. */
export class PrometheusMetrics implements HandlerMetrics, RequestMetrics {
  readonly #starts: Counter<'handler'>;
  readonly #failures: Counter<'handler'>;
  readonly #deaths: Counter<'handler'>;
  readonly #durations: Histogram<'handler'>;
  readonly #requests: Histogram<'status'>;
  readonly #labelOf: (handler: string) => string;

  /** @param handlers of this release: each has its series from the start, so that a rate can be told of the first failure too. */
  constructor(registry: Registry, handlers: readonly string[]) {
    this.#labelOf = handlerLabel(handlers);
    const registers = [registry];
    const counter = (name: string, help: string): Counter<'handler'> =>
      new Counter({ name, help, labelNames: ['handler'], registers });
    this.#starts = counter('commonplace_handler_starts_total', `Runs of a queued handler that began: ${ofSeveral}.`);
    this.#failures = counter(
      'commonplace_handler_failures_total',
      `Runs of a queued handler that failed: ${ofSeveral}.`,
    );
    this.#deaths = counter('commonplace_deliveries_died_total', 'Deliveries that this process made dead letters.');
    this.#durations = new Histogram({
      name: 'commonplace_handler_duration_seconds',
      help: `How long a run of a queued handler took, without the commit: ${ofSeveral}.`,
      labelNames: ['handler'],
      registers,
      buckets: handlerBuckets,
    });
    this.#requests = new Histogram({
      name: 'commonplace_http_request_duration_seconds',
      help: 'How long a request over HTTP took until all of the answer was sent, by the class of its status; an event stream counts when it ends.',
      labelNames: ['status'],
      buckets: requestBuckets,
      registers,
    });
    for (const handler of handlers) {
      for (const counted of [this.#starts, this.#failures, this.#deaths]) counted.inc({ handler }, 0);
      this.#durations.zero({ handler });
    }
  }

  started(handler: string): void {
    this.#starts.inc({ handler: this.#labelOf(handler) });
  }

  ended(name: string, { hasFailed, seconds }: { readonly hasFailed: boolean; readonly seconds: number }): void {
    const handler = this.#labelOf(name);
    if (hasFailed) this.#failures.inc({ handler });
    this.#durations.observe({ handler }, seconds);
  }

  died(handler: string): void {
    this.#deaths.inc({ handler: this.#labelOf(handler) });
  }

  answered(status: number | undefined, seconds: number): void {
    this.#requests.observe({ status: status === undefined ? 'aborted' : classOf(status) }, seconds);
  }
}

const classOf = (status: number): string => `${Math.floor(status / 100)}xx`;
