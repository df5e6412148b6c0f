import type { LiveNotice } from './LiveSubscription.ts';
import { Payload } from './Payload.ts';

/** How long a payload that is resolved is there for those who are a moment behind. Then it is resolved again: what it shows may have changed. */
const keepMs = 1_000;
const maxKept = 1_000;
const maxBytes = 4 * 1024 * 1024;

/** The payloads of a group that others may still ask for, by what they are of. Bounded by number and by bytes: the oldest go first. */
export class RecentPayloads {
  readonly #payloads = new Map<string, Payload>();
  /** The same by what was asked with: all who are told of a change at once share the notice. */
  readonly #byNotice = new Map<LiveNotice, Payload>();
  /** Those that are settled, in that order, with until when they are kept. By one timer: one for each would hold on to what was forgotten long ago. */
  readonly #settled = new Map<Payload, number>();
  #bytes = 0;
  #isTimed = false;

  get(notice: LiveNotice): Payload | undefined {
    return this.#byNotice.get(notice) ?? this.#payloads.get(Payload.keyOf(notice));
  }

  add(payload: Payload): void {
    this.#payloads.set(payload.key, payload);
    this.#byNotice.set(payload.notice, payload);
    if (this.#payloads.size > maxKept) this.#forgetOldest();
  }

  /** To be called when it is settled: only then is known how long it is. */
  settled(payload: Payload): void {
    if (this.#payloads.get(payload.key) !== payload) return;
    this.#settled.set(payload, performance.now() + keepMs);
    this.#forgetIn(keepMs);
    this.#bytes += payload.bytes;
    while (this.#bytes > maxBytes && this.#payloads.size > 0) this.#forgetOldest();
  }

  #forgetIn(ms: number): void {
    if (this.#isTimed) return;
    this.#isTimed = true;
    setTimeout(() => this.#forgetSettled(), ms).unref();
  }

  #forgetSettled(): void {
    this.#isTimed = false;
    const now = performance.now();
    for (const [payload, until] of this.#settled) {
      if (until > now) return this.#forgetIn(until - now);
      this.#forget(payload);
    }
  }

  #forgetOldest(): void {
    const [oldest] = this.#payloads.values();
    if (oldest) this.#forget(oldest);
  }

  #forget(payload: Payload): void {
    this.#payloads.delete(payload.key);
    this.#byNotice.delete(payload.notice);
    if (this.#settled.delete(payload)) this.#bytes -= payload.bytes;
  }
}
