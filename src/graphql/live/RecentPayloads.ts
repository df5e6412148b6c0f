import type { LiveNotice } from './LiveSubscription.ts';
import { Payload } from './Payload.ts';

const maxKept = 1_000;
const maxBytes = 4 * 1024 * 1024;

/** The payloads of a group that others may still ask for, by what they are of. Bounded by number and by bytes: the oldest go first. */
export class RecentPayloads {
  readonly #payloads = new Map<string, Payload>();
  /** The same by what was asked with: all who are told of a change at once share the notice. */
  readonly #byNotice = new Map<LiveNotice, Payload>();
  #bytes = 0;

  get(notice: LiveNotice): Payload | undefined {
    return this.#byNotice.get(notice) ?? this.#payloads.get(Payload.keyOf(notice));
  }

  add(payload: Payload): void {
    this.#payloads.set(Payload.keyOf(payload.notice), payload);
    this.#byNotice.set(payload.notice, payload);
    if (this.#payloads.size > maxKept) this.#forgetOldest();
  }

  /** To be called when it is settled: only then is known how long it is. */
  settled(payload: Payload): void {
    if (this.#payloads.get(Payload.keyOf(payload.notice)) !== payload) return;
    this.#bytes += payload.bytes;
    while (this.#bytes > maxBytes && this.#payloads.size > 0) this.#forgetOldest();
  }

  forget(payload: Payload): void {
    const key = Payload.keyOf(payload.notice);
    if (this.#payloads.get(key) !== payload) return;
    this.#payloads.delete(key);
    this.#byNotice.delete(payload.notice);
    this.#bytes -= payload.bytes;
  }

  #forgetOldest(): void {
    const [oldest] = this.#payloads.values();
    if (oldest) this.forget(oldest);
  }
}
