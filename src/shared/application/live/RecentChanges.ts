import type { Change } from './ChangeLog.ts';

/** The changes that were delivered last, so that who is a little behind need not ask the database. */
export class RecentChanges<D extends Change> {
  readonly #size: number;
  #changes: D[] = [];
  #after = 0;

  constructor(size: number) {
    this.#size = size;
  }

  /** Forgets everything; from now on it is complete for positions above `position`. */
  restart(position: number): void {
    this.#changes = [];
    this.#after = position;
  }

  /** @param changes the next ones, in order. One position may have several, or none. */
  add(changes: readonly D[]): void {
    for (const change of changes) this.#changes.push(change);
    // Trimmed at twice the size, so that each change is moved once and not at every delivery.
    if (this.#changes.length >= this.#size * 2) this.#trim();
  }

  /** All changes above `position`, or undefined if some of them are no longer here. */
  since(position: number): readonly D[] | undefined {
    if (position < this.#after) return undefined;
    const first = this.#changes.findIndex((change) => change.position > position);
    return first < 0 ? [] : this.#changes.slice(first);
  }

  #trim(): void {
    this.#after = this.#changes.at(-this.#size - 1)?.position ?? this.#after;
    this.#changes = this.#changes.filter((change) => change.position > this.#after);
  }
}
