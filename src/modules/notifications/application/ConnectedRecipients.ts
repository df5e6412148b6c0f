import type { TailSink } from '../../../shared/application/live/Interest.ts';
import type { NotificationChange, RecipientChange } from './NotificationChange.ts';
import type { RecipientChanges } from './RecipientChanges.ts';

interface Connected {
  /** Subscriptions that are open, whether or not they take what is live already. */
  subscriptions: number;
  /** Those that do. */
  readonly tails: Set<TailSink<RecipientChange>>;
}

/** Who is connected to this instance: a change finds those it concerns by one look-up, however many are connected. */
export class ConnectedRecipients {
  readonly #changes: Pick<RecipientChanges, 'of'>;
  readonly #connected = new Map<string, Connected>();

  constructor(changes: Pick<RecipientChanges, 'of'>) {
    this.#changes = changes;
  }

  /**
   * For LiveLog: what changes are to those who are connected now, looked up for all of them at once. Whoever connects meanwhile is not
   * looked up, and does not rely on the outcome (see RecipientInterest).
   */
  async expand(changes: readonly NotificationChange[]): Promise<readonly RecipientChange[]> {
    return this.#connected.size === 0 ? [] : this.#changes.of(changes, [...this.#connected.keys()]);
  }

  open(recipientId: string): void {
    const connected = this.#connected.get(recipientId);
    if (connected) connected.subscriptions += 1;
    else this.#connected.set(recipientId, { subscriptions: 1, tails: new Set() });
  }

  close(recipientId: string): void {
    const connected = this.#connected.get(recipientId);
    if (!connected) return;
    connected.subscriptions -= 1;
    if (connected.subscriptions === 0) this.#connected.delete(recipientId);
  }

  join(recipientId: string, tail: TailSink<RecipientChange>): void {
    this.#connected.get(recipientId)?.tails.add(tail);
  }

  leave(recipientId: string, tail: TailSink<RecipientChange>): void {
    this.#connected.get(recipientId)?.tails.delete(tail);
  }

  /** A tail that leaves meanwhile is passed over. */
  deliver(changes: readonly RecipientChange[]): void {
    for (const change of changes) {
      const tails = this.#connected.get(change.recipientId)?.tails ?? new Set();
      // Those of now: who joins while others are told has read it from memory.
      const present = Array.from(tails);
      for (const tail of present) if (tails.has(tail)) tail.push(change);
    }
  }
}
