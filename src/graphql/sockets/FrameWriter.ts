import type { Duplex } from 'node:stream';
import type { WriteTick } from './WriteTick.ts';
import { headerBytes, writeHeader } from './webSocketFrame.ts';

/** Who waits until there is room. Must not throw. */
export interface DrainListener {
  drained(): void;
}

/** Bytes that may wait for a client. One that does not take them gets no more: what comes for it meanwhile is read again from the database. */
export const maxUnwrittenBytes = 1024 * 1024;

/** Writes results to a WebSocket past `ws`, whole frames only: all of a turn of the event loop with one write. */
export class FrameWriter {
  readonly #socket: Duplex;
  readonly #tick: WriteTick;
  /** In turn: what a message begins with, and what it ends with. */
  #parts: Uint8Array[] = [];
  #bytes = 0;
  readonly #isOpen: () => boolean;
  #waiting = new Set<DrainListener>();
  #heedsDrain = false;

  /** @param isOpen whether messages may be written still: nothing may follow a closing frame. */
  constructor(socket: Duplex, tick: WriteTick, isOpen: () => boolean) {
    this.#socket = socket;
    this.#tick = tick;
    this.#isOpen = isOpen;
  }

  /** Whether the client has more to take already than is kept for one. */
  get isFull(): boolean {
    return this.#bytes + this.#socket.writableLength >= maxUnwrittenBytes;
  }

  /** A text message in two parts, which are not copied before `flush`. */
  write(head: Uint8Array, tail: Uint8Array): void {
    if (this.#parts.length === 0) this.#tick.schedule(this);
    this.#parts.push(head, tail);
    const payloadBytes = head.length + tail.length;
    this.#bytes += headerBytes(payloadBytes) + payloadBytes;
  }

  /** To be called before anything else is written to the socket: messages keep their order. */
  flush(): void {
    const parts = this.#parts;
    if (parts.length > 0) {
      const frames = Buffer.allocUnsafe(this.#bytes);
      this.#parts = [];
      this.#bytes = 0;
      fill(frames, parts);
      if (this.#isOpen()) this.#socket.write(frames);
    }
    if (!this.#socket.writableNeedDrain) this.#drained();
  }

  /** Calls the listener once, when there is room again. Only while it is full. */
  onceDrained(listener: DrainListener): void {
    this.#waiting.add(listener);
    if (this.#heedsDrain) return;
    this.#heedsDrain = true;
    this.#socket.on('drain', () => this.#drained());
  }

  /** It does not want to be called any more. */
  forget(listener: DrainListener): void {
    this.#waiting.delete(listener);
  }

  /** For a socket that is being closed there never is: what waits for it is ended when it is closed. */
  #drained(): void {
    if (this.#waiting.size === 0 || !this.#isOpen()) return;
    const waiting = this.#waiting;
    this.#waiting = new Set();
    for (const listener of waiting) listener.drained();
  }
}

function fill(frames: Buffer, parts: readonly Uint8Array[]): void {
  let offset = 0;
  for (let index = 0; index < parts.length; index += 2) {
    const head = parts[index] ?? nothing;
    const tail = parts[index + 1] ?? nothing;
    offset = writeHeader(frames, offset, head.length + tail.length);
    frames.set(head, offset);
    offset += head.length;
    frames.set(tail, offset);
    offset += tail.length;
  }
}

const nothing = new Uint8Array();
