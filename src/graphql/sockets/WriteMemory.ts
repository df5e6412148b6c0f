import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** A burst of some hundred small results. Who stops reading in the middle of a write keeps as much from being used again, once. */
const memoryBytes = 64 * 1024;

/**
 * Where what is written next is put together. The system nearly always takes the whole of a write at once, and then the same memory serves the
 * next: new memory for each, outside of the heap, would have all of the heap collected every second or two under load.
 */
export class WriteMemory {
  #memory = Buffer.allocUnsafeSlow(memoryBytes);

  /** To be filled, and handed to `write` before more is asked for. */
  take(socket: Duplex, bytes: number): Buffer {
    // What waits behind something else is kept for long, each for itself.
    if (bytes > memoryBytes || !isIdle(socket)) return Buffer.allocUnsafe(bytes);
    return this.#memory.subarray(0, bytes);
  }

  /** Writes what was taken for this socket. */
  write(socket: Duplex, taken: Buffer): void {
    socket.write(taken);
    if (taken.buffer === this.#memory.buffer && socket.writableLength > 0)
      this.#memory = Buffer.allocUnsafeSlow(memoryBytes);
  }
}

/** Whether it is known to be done with a write as soon as it counts nothing of it any more. Streams in general may keep what they are given. */
const isIdle = (socket: Duplex): boolean => socket instanceof Socket && socket.writableLength === 0;
