import type { Duplex } from 'node:stream';
import type { WriteTick } from './WriteTick.ts';
import { frameBytes, writeFrame } from './webSocketFrame.ts';

/** Who waits until there is room. Must not throw. */
export interface DrainListener {
  drained(): void;
}

/** Bytes that may wait for a client. One that does not take them gets no more: what comes for it meanwhile is read again from the database. */
export const maxUnwrittenBytes = 1024 * 1024;

const nothing: Uint8Array = new Uint8Array();

/** Writes results to a WebSocket past `ws`, whole frames only: all of a turn of the event loop with one write. */
export class FrameWriter {
  readonly #socket: Duplex;
  readonly #tick: WriteTick;
  /** Of the first message that waits to be written. Most are alone. */
  #head: Uint8Array | undefined;
  #tail = nothing;
  /** Of those after it, in turn what each begins and ends with. */
  #further: Uint8Array[] | undefined;
  /** Of all of them, as frames. */
  #bytes = 0;
  readonly #isOpen: () => boolean;
  #waiting: Set<DrainListener> | undefined;
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
    if (this.#head) (this.#further ??= []).push(head, tail);
    else {
      this.#tick.schedule(this);
      this.#head = head;
      this.#tail = tail;
    }
    this.#bytes += frameBytes(head.length + tail.length);
  }

  /** To be called before anything else is written to the socket: messages keep their order. */
  flush(): void {
    const frames = this.#takeFrames();
    if (frames && this.#isOpen()) this.#tick.memory.write(this.#socket, frames);
    if (this.#waiting && !this.#socket.writableNeedDrain) this.#drained();
  }

  #takeFrames(): Buffer | undefined {
    if (!this.#head) return undefined;
    const frames = this.#tick.memory.take(this.#socket, this.#bytes);
    let end = writeFrame(frames, 0, this.#head, this.#tail);
    const further = this.#further ?? [];
    for (let index = 0; index < further.length; index += 2) {
      end = writeFrame(frames, end, further[index] ?? nothing, further[index + 1] ?? nothing);
    }
    this.#head = undefined;
    this.#tail = nothing;
    this.#further = undefined;
    this.#bytes = 0;
    return frames;
  }

  /** Calls the listener once, when there is room again. Only while it is full. */
  onceDrained(listener: DrainListener): void {
    this.#waiting ??= new Set();
    this.#waiting.add(listener);
    if (this.#heedsDrain) return;
    this.#heedsDrain = true;
    this.#socket.on('drain', () => this.#drained());
  }

  /** It does not want to be called any more. */
  forget(listener: DrainListener): void {
    this.#waiting?.delete(listener);
  }

  /** For a socket that is being closed there never is: what waits for it is ended when it is closed. */
  #drained(): void {
    const waiting = this.#waiting;
    if (!waiting || !this.#isOpen()) return;
    this.#waiting = undefined;
    for (const listener of waiting) listener.drained();
  }
}
