import type { LiveStream } from '../../../src/shared/application/live/LiveStream.ts';

interface Listener {
  readonly onMessage: (message: unknown) => void;
}

/** A stream whose messages wait until the test delivers them: in any order, repeatedly or never. */
export class LossyLiveStream implements LiveStream {
  readonly #listeners = new Map<string, Set<Listener>>();
  readonly #underWay: (() => void)[] = [];
  isAway = false;

  get underWay(): number {
    return this.#underWay.length;
  }

  async publish(channel: string, message: unknown): Promise<void> {
    if (this.isAway) throw new Error('the stream is away');
    const text = JSON.stringify(message);
    for (const listener of this.#listeners.get(channel) ?? []) {
      this.#underWay.push(() => {
        if (this.#listeners.get(channel)?.has(listener)) listener.onMessage(JSON.parse(text));
      });
    }
  }

  async subscribe(
    channel: string,
    onMessage: (message: unknown) => void,
    onInterrupted: () => void,
  ): Promise<AsyncDisposable> {
    const listeners = this.#listeners.get(channel) ?? new Set();
    const listener = { onMessage };
    this.#listeners.set(channel, listeners.add(listener));
    onInterrupted();
    return {
      [Symbol.asyncDispose]: async () => {
        listeners.delete(listener);
      },
    };
  }

  /** The nth message under way, counted around. */
  deliver(nth: number, fate: 'once' | 'twice' | 'never'): void {
    const [message] = this.#underWay.splice(nth % Math.max(1, this.#underWay.length), 1);
    if (!message || fate === 'never') return;
    message();
    if (fate === 'twice') this.#underWay.push(message); // again later
  }
}
