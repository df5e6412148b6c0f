import type { Figures } from '../../bench/support/Part.ts';
import { percentilesOf } from '../../bench/support/percentiles.ts';

export const measured = ['mutation', 'query', 'delivery'] as const;
export type Measured = (typeof measured)[number];

interface Change {
  committedAt: number | undefined;
  /** At each of those who were to hear of it. */
  readonly arrivals: number[];
}

/** What those who use the server as it is meant have waited for, in ms. */
export class Samples {
  readonly #times: Record<Exclude<Measured, 'delivery'>, number[]> = { mutation: [], query: [] };
  readonly #changes = new Map<string, Change>();
  readonly #failures: string[] = [];

  took(what: Exclude<Measured, 'delivery'>, ms: number): void {
    this.#times[what].push(ms);
  }

  failed(how: string): void {
    this.#failures.push(how);
  }

  /** Of the change that is known by this URL. It may be told after its arrivals. */
  committed(url: string, at: number): void {
    this.#changeOf(url).committedAt = at;
  }

  arrived(url: string, at: number): void {
    this.#changeOf(url).arrivals.push(at);
  }

  /** Whether each change that was committed has come to so many. */
  haveArrivedAt(subscribers: number): boolean {
    return this.#committed().every(({ arrivals }) => arrivals.length === subscribers);
  }

  #committed(): readonly Change[] {
    return [...this.#changes.values()].filter(({ committedAt }) => committedAt !== undefined);
  }

  /**
   * `<name> <what> p50`, `p99` and `count` for each that was measured, and `<name> failures`, of which a change that has not come to each of
   * the subscribers is one. Begins anew.
   */
  take(name: string, subscribers: number): { readonly figures: Figures; readonly failures: readonly string[] } {
    const committed = this.#committed();
    const lost = committed.filter(({ arrivals }) => arrivals.length !== subscribers).length;
    const failures = [...this.#failures, ...(lost > 0 ? [`${lost} changes did not come to each subscriber once`] : [])];
    const delivery = committed.flatMap(({ committedAt = 0, arrivals }) => arrivals.map((at) => at - committedAt));
    const figures: Record<string, number> = { [`${name} failures`]: failures.length };
    for (const [what, times] of Object.entries({ ...this.#times, delivery })) {
      figures[`${name} ${what} count`] = times.length;
      if (times.length === 0) continue;
      const { p50, p99 } = percentilesOf(times);
      figures[`${name} ${what} p50`] = p50;
      figures[`${name} ${what} p99`] = p99;
    }
    this.#times.mutation = [];
    this.#times.query = [];
    this.#changes.clear();
    this.#failures.length = 0;
    return { figures, failures };
  }

  #changeOf(url: string): Change {
    const change = this.#changes.get(url) ?? { committedAt: undefined, arrivals: [] };
    this.#changes.set(url, change);
    return change;
  }
}
