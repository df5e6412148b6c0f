import type { Bounds } from '../Scenario.ts';
import type { Phase } from '../World.ts';
import { overlap, type Taken } from './measure.ts';

const names: Record<keyof Bounds, string> = {
  feedMs: 'a change to its feeds',
  handlersMs: 'the queued handlers',
  mutationMs: 'a mutation',
  feedMeanwhileMs: 'a change to its feeds meanwhile',
};

/**
 * What took longer than it may, with the worst of each kind. What lasts over several phases may take as long as in the slowest of them, and what
 * was after all as long as in the last.
 */
export function tooSlow(all: readonly Taken[], phases: readonly Phase[], slack: number): string[] {
  const late = all.filter((taken) => taken.ms > boundOf(taken, phases) * slack);
  return [...Map.groupBy(late, ({ bound }) => bound)].map(([bound, together]) => {
    const worst = together.reduce((one, other) => (other.ms > one.ms ? other : one));
    const allowed = `${boundOf(worst, phases)} ms${slack === 1 ? '' : ` × ${slack.toFixed(1)}`}`;
    return `${names[bound]} took ${worst.ms} ms, the bound is ${allowed}: ${worst.what} at ${new Date(worst.span.to).toISOString()}`;
  });
}

function boundOf({ bound, span }: Taken, phases: readonly Phase[]): number {
  const during = phases.filter((phase) => overlap(phase, span));
  const concerned = during.length > 0 ? during : phases.slice(-1);
  return Math.max(...concerned.map(({ bounds }) => bounds[bound] ?? Number.POSITIVE_INFINITY));
}
