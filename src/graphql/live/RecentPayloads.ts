import type { Payload } from './Payload.ts';

const maxKept = 1_000;
const maxBytes = 4 * 1024 * 1024;

/** The payloads of a group that others may still ask for, by their cursors. Bounded by number and by bytes: the oldest go first. */
export class RecentPayloads {
  readonly #payloads = new Map<string, Payload>();
  #bytes = 0;

  get(cursor: string): Payload | undefined {
    return this.#payloads.get(cursor);
  }

  add(payload: Payload): void {
    this.#payloads.set(payload.notice.cursor, payload);
    if (this.#payloads.size > maxKept) this.#forgetOldest();
  }

  /** To be called when it is settled: only then is known how long it is. */
  settled(payload: Payload): void {
    if (this.#payloads.get(payload.notice.cursor) !== payload) return;
    this.#bytes += payload.bytes;
    while (this.#bytes > maxBytes) this.#forgetOldest();
  }

  forget(payload: Payload): void {
    const { cursor } = payload.notice;
    if (this.#payloads.get(cursor) !== payload) return;
    this.#payloads.delete(cursor);
    this.#bytes -= payload.bytes;
  }

  #forgetOldest(): void {
    const [oldest] = this.#payloads.values();
    if (oldest) this.forget(oldest);
  }
}
