import { expect } from 'vitest';
import type { LiveWorld } from './LiveWorld.ts';
import type { ModelClient, Segment } from './ModelClient.ts';

/** Every client has seen, of each history, a run of its changes without a gap; and of the present one, all up to the head. */
export function expectNothingMissed({ clients, log }: LiveWorld): void {
  for (const client of clients) {
    expect(client.unexpected).toEqual([]);
    for (const segment of client.segments) expectNoGap(segment, concerning(client, segment, log));
    const { received, isExact, after, startedBy } = client.segment;
    const seenUpTo = received.at(-1) ?? (isExact ? after : startedBy);
    expect(seenUpTo).toBeGreaterThanOrEqual(concerning(client, client.segment, log).at(-1) ?? 0);
  }
}

/** The positions of a segment's history that concern the client and come after its beginning. */
function concerning({ topic }: ModelClient, { epoch, after }: Segment, log: LiveWorld['log']): number[] {
  const changes = log.historyOf(epoch).filter((change) => change.topic === topic && change.position > after);
  return changes.map(({ position }) => position);
}

function expectNoGap({ received, isExact, startedBy }: Segment, due: readonly number[]): void {
  const first = isExact ? 0 : due.findIndex((position) => position === received[0] || position > startedBy);
  expect(received).toEqual(first < 0 ? [] : due.slice(first, first + received.length));
}
