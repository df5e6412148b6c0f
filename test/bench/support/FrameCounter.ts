/** What the frames of a connection come to. */
export interface FrameListener {
  /** A text or binary message is complete. */
  message(): void;
  /** A control frame, with its payload: valid during the call alone. */
  control(opcode: number, payload: Uint8Array): void;
}

export const opcodes = { close: 8, ping: 9, pong: 10 } as const;

const nothing = new Uint8Array(0);
const firstControl = 8;
const fin = 0x80;

/**
 * Counts the WebSocket messages that a server sends over one connection by the headers of their frames alone (RFC 6455, 5.2): the
 * payload is skipped, so that counting costs next to nothing. Servers do not mask; a masked frame throws.
 */
export class FrameCounter {
  readonly #listener: FrameListener;
  /** The beginning of a frame whose header, or control payload, has not come wholly. */
  #rest: Uint8Array = nothing;
  /** Bytes of the present message frame that are still to come. */
  #left = 0;
  #isLast = false;

  constructor(listener: FrameListener) {
    this.#listener = listener;
  }

  /** Takes what came next. It may be reused by the caller. */
  take(chunk: Uint8Array): void {
    const bytes = this.#rest.length === 0 ? chunk : joined(this.#rest, chunk);
    this.#rest = nothing;
    let at = 0;
    while (at < bytes.length) {
      if (this.#left === 0) {
        const size = frameSize(bytes, at);
        const opcode = (bytes[at] ?? 0) & 0x0f;
        if (size === undefined || (opcode >= firstControl && at + size > bytes.length)) {
          this.#rest = bytes.slice(at);
          return;
        }
        if (opcode >= firstControl) {
          this.#listener.control(opcode, bytes.subarray(at + 2, at + size));
          at += size;
          continue;
        }
        this.#left = size;
        this.#isLast = ((bytes[at] ?? 0) & fin) !== 0;
      }
      const step = Math.min(this.#left, bytes.length - at);
      at += step;
      this.#left -= step;
      if (this.#left === 0 && this.#isLast) this.#listener.message();
    }
  }
}

/** Of header and payload together; undefined while the header is not all there. */
function frameSize(bytes: Uint8Array, at: number): number | undefined {
  const length = bytes[at + 1];
  if (length === undefined) return undefined;
  if (length < 126) return 2 + length;
  if ((length & 0x80) !== 0) throw new Error('a server must not mask its frames');
  if (length === 126) return at + 4 > bytes.length ? undefined : 4 + bigEndian(bytes, at + 2, 2);
  return at + 10 > bytes.length ? undefined : 10 + bigEndian(bytes, at + 2, 8);
}

function bigEndian(bytes: Uint8Array, from: number, size: number): number {
  let value = 0;
  for (let at = from; at < from + size; at += 1) value = value * 256 + (bytes[at] ?? 0);
  return value;
}

function joined(one: Uint8Array, other: Uint8Array): Uint8Array {
  const both = new Uint8Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
}
