/** How often what has happened. */
export type Counts = Readonly<Record<string, number>>;

export interface Judged {
  readonly name: string;
  /** What those who use the server as it is meant were refused, or had to do without. */
  readonly failures: readonly string[];
  /** Of each hostility. */
  readonly tallies: Readonly<Record<string, Counts>>;
}

export const refusedWell = 'refused with 429 and Retry-After';
export const letThrough = 'let through';

/** What no table tells, and must not be. */
export function complaintsAbout(results: readonly Judged[]): string[] {
  const complaints = results
    .filter(({ failures }) => failures.length > 0)
    .map(({ name, failures }) => `${name}: ${failures.length} failures of the well-behaved, such as ${failures[0]}`);
  const flooded = results.flatMap(({ tallies }) => (tallies.mutations ? [tallies.mutations] : []));
  const floods = totalOf(flooded);
  const odd = Object.keys(floods).filter((what) => ![refusedWell, letThrough, 'connections'].includes(what));
  if (odd.length > 0) complaints.push(`mutations that were answered otherwise: ${odd.join('; ')}`);
  if (flooded.length > 0 && !floods[refusedWell]) complaints.push('no mutation was one too many: the flood was none');
  return complaints;
}

export function totalOf(counts: readonly Counts[]): Counts {
  const total: Record<string, number> = {};
  for (const [what, times] of counts.flatMap((each) => Object.entries(each))) total[what] = (total[what] ?? 0) + times;
  return total;
}
