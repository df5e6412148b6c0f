import type { FeedHidingChange, FeedItemChange } from '../domain/FeedChange.ts';
import { type Hiding, hiders, hidingsOf } from '../domain/Hiding.ts';

interface Viewer {
  subscriptions: number;
  readonly hidings: Set<Hiding>;
}

const nobody: ReadonlySet<string> = new Set();

/**
 * What the viewers whose subscriptions are live on this instance are not shown, moved along with the log, change by change. Kept by what hides, so that
 * a change finds those whom it is hidden from by a few look-ups, however many there are.
 */
export class HidingIndex {
  readonly #viewers = new Map<string, Viewer>();
  readonly #hiddenFrom = new Map<Hiding, Set<string>>();

  get isEmpty(): boolean {
    return this.#viewers.size === 0 && this.#hiddenFrom.size === 0;
  }

  /** @param hidings the viewer's at the log's present position. */
  join(viewerId: string, hidings: Iterable<Hiding>): void {
    const viewer = this.#viewers.get(viewerId);
    if (viewer) viewer.subscriptions += 1;
    else {
      this.#viewers.set(viewerId, { subscriptions: 1, hidings: new Set() });
      for (const hiding of hidings) this.#hide(viewerId, hiding);
    }
  }

  leave(viewerId: string): void {
    const viewer = this.#viewers.get(viewerId);
    if (!viewer) return;
    viewer.subscriptions -= 1;
    if (viewer.subscriptions > 0) return;
    for (const hiding of viewer.hidings) this.#show(viewerId, hiding);
    this.#viewers.delete(viewerId);
  }

  change(change: FeedHidingChange): void {
    for (const { viewerId, hiding, holds } of hidingsOf(change)) {
      if (holds) this.#hide(viewerId, hiding);
      else this.#show(viewerId, hiding);
    }
  }

  /** The viewers who are not shown it. */
  hiddenFrom(change: FeedItemChange): ReadonlySet<string> {
    if (this.#hiddenFrom.size === 0) return nobody;
    const found = hiders(change).flatMap((hiding) => this.#hiddenFrom.get(hiding) ?? []);
    const [first = nobody, ...others] = found;
    return others.length === 0 ? first : new Set(found.flatMap((viewers) => [...viewers]));
  }

  #hide(viewerId: string, hiding: Hiding): void {
    const viewer = this.#viewers.get(viewerId);
    if (!viewer) return;
    viewer.hidings.add(hiding);
    const viewers = this.#hiddenFrom.get(hiding) ?? new Set();
    viewers.add(viewerId);
    this.#hiddenFrom.set(hiding, viewers);
  }

  #show(viewerId: string, hiding: Hiding): void {
    this.#viewers.get(viewerId)?.hidings.delete(hiding);
    const viewers = this.#hiddenFrom.get(hiding);
    viewers?.delete(viewerId);
    if (viewers?.size === 0) this.#hiddenFrom.delete(hiding);
  }
}
