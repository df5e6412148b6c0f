import { setTimeout as delay } from 'node:timers/promises';
import { TimeoutError } from '../../../src/shared/infrastructure/withTimeout.ts';
import type { LoadClient } from './LoadClient.ts';
import type { Percentiles } from './percentiles.ts';

export interface Pace {
  readonly everyMs: number;
  readonly events: number;
}

/** How long to wait for the last event, after it was emitted. */
const limitMs = 10_000;

/**
 * Emits events at a fixed pace, whether they are delivered or not, and gives how long each delivery took from the commit on, in ms. Of a
 * server that does not keep up, those count that came by the limit. `emit` resolves to when the event was committed.
 */
export async function deliveryTimes(
  load: LoadClient,
  { everyMs, events }: Pace,
  emit: () => Promise<number>,
): Promise<Percentiles> {
  await load.reset({ keepTimes: true });
  const beganAt = performance.now();
  const committed: number[] = [];
  for (let event = 0; event < events; event += 1) {
    await delay(Math.max(0, beganAt + event * everyMs - performance.now()));
    committed.push(await emit());
  }
  try {
    await load.each(events, limitMs);
  } catch (error) {
    if (!(error instanceof TimeoutError)) throw error;
  }
  return await load.delays(committed);
}
