import type { LiveStream } from '../../application/live/LiveStream.ts';

type OnMessage = (message: unknown) => void;

/** Carries messages within one process: for an app that has no Redis, and is alone. */
export class InProcessLiveStream implements LiveStream {
  readonly #listeners = new Map<string, Set<OnMessage>>();

  async publish(channel: string, message: unknown): Promise<void> {
    const text = JSON.stringify(message);
    // Each gets its own, as it would from Redis.
    for (const listener of this.#listeners.get(channel) ?? []) listener(JSON.parse(text));
  }

  async subscribe(channel: string, onMessage: OnMessage, onInterrupted: () => void): Promise<AsyncDisposable> {
    const listeners = this.#listeners.get(channel) ?? new Set();
    const listener: OnMessage = (message) => onMessage(message);
    this.#listeners.set(channel, listeners.add(listener));
    onInterrupted();
    return {
      [Symbol.asyncDispose]: async () => {
        listeners.delete(listener);
      },
    };
  }
}
