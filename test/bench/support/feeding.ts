import { TimeoutError } from '../../../src/shared/infrastructure/withTimeout.ts';
import type { FanOut } from './FanOut.ts';

/** How events follow each other. */
export interface Feeding {
  /** So many are committed together. */
  readonly atOnce: number;
  /** So many may be on their way to subscribers at a time. Default: those that are committed together. */
  readonly outstanding?: number;
}

export const oneAtATime: Feeding = { atOnce: 1 };
export const fourOutstanding: Feeding = { atOnce: 1, outstanding: 4 };
export const bursts: Feeding = { atOnce: 150 };

export interface Span {
  /** How long to emit events. */
  readonly forMs: number;
  /** How long to wait in all until they are delivered. Default 20,000. */
  readonly limitMs?: number;
}

export interface Cost {
  readonly deliveries: number;
  readonly cpuSeconds: number;
}

/** What the delivery of events cost the server that were fed for so long: of all of them or, at the limit, of those that were delivered. */
export async function measureCost(fanOut: FanOut, feeding: Feeding, span: Span): Promise<Cost> {
  const { load, server } = fanOut;
  await load.reset();
  const before = await server.cpuSeconds();
  await feed(fanOut, feeding, span);
  const cpuSeconds = (await server.cpuSeconds()) - before;
  return { deliveries: await load.count(), cpuSeconds };
}

/** Resolves when all subscribers have all events that it emitted, or at the limit. They counted from zero before. */
export async function feed(
  { load, events }: FanOut,
  { atOnce, outstanding = atOnce }: Feeding,
  { forMs, limitMs = 20_000 }: Span,
): Promise<void> {
  const began = performance.now();
  const elapsed = (): number => performance.now() - began;
  const allBut = (missing: number): Promise<void> => load.each(Math.max(0, emitted - missing), limitMs - elapsed());
  let emitted = 0;
  try {
    while (elapsed() < forMs) {
      await events.emit(atOnce);
      emitted += atOnce;
      await allBut(outstanding - atOnce);
    }
    await allBut(0);
  } catch (error) {
    if (!(error instanceof TimeoutError)) throw error;
  }
}
