import { Gauge, type Registry } from 'prom-client';
import type { Logger } from '../../application/Logger.ts';
import type { LogHead } from '../../application/live/ChangeLog.ts';
import { OutageLog } from '../../application/OutageLog.ts';
import { FreshReading } from './FreshReading.ts';
import type { Gauges } from './Gauges.ts';

/** What is shown of a log of changes that this process follows. */
export interface FollowedLog {
  readonly name: string;
  readonly last: number;
  readonly followers: number;
  head(): Promise<LogHead>;
}

/** How far this process has come in the logs that it follows, and for how many. */
export class LiveGauges implements Gauges {
  readonly #logs: readonly { readonly log: FollowedLog; readonly head: FreshReading<LogHead> }[];
  readonly #outage: OutageLog;
  readonly #position: Gauge<'log'>;
  readonly #head: Gauge<'log'>;
  readonly #subscribers: Gauge<'log'>;

  constructor(registry: Registry, logs: readonly FollowedLog[], logger: Logger) {
    this.#logs = logs.map((log) => ({ log, head: new FreshReading(`the head of ${log.name}`, () => log.head()) }));
    this.#outage = new OutageLog(logger, 'reading the heads of the logs for the metrics');
    const gauge = (name: string, help: string): Gauge<'log'> =>
      new Gauge({ name, help, labelNames: ['log'], registers: [registry] });
    this.#position = gauge('commonplace_live_position', 'The last change of the log that subscribers were given.');
    this.#head = gauge('commonplace_live_head', 'The last change of the log in the database.');
    this.#subscribers = gauge('commonplace_live_subscribers', 'Subscriptions that follow the log.');
  }

  async refresh(): Promise<void> {
    const heads = await Promise.allSettled(this.#logs.map(({ head }) => head.take()));
    const failure = heads.find((head) => head.status === 'rejected');
    if (failure) this.#outage.failed(failure.reason);
    else this.#outage.succeeded();
    this.#head.reset();
    for (const [index, { log }] of this.#logs.entries()) {
      const labels = { log: log.name };
      const head = heads[index];
      if (head?.status === 'fulfilled') this.#head.set(labels, head.value.head);
      // After the head, so that one that keeps up is not shown behind it.
      this.#position.set(labels, log.last);
      this.#subscribers.set(labels, log.followers);
    }
  }
}
