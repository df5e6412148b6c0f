import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/**
 * For a few results, and for bursts of some hundred; the smallest first. Of several sizes, because a client that stops reading in the middle of
 * a write keeps all of its memory from being used again, beside what may wait for a client.
 */
const sizesInBytes = [4 * 1024, 16 * 1024, 64 * 1024] as const;

/**
 * Where what is written next is put together. The system nearly always takes the whole of a write at once, and then the same memory serves the
 * next: new memory for each, outside of the heap, would have all of the heap collected every second or two under load.
 */
export class WriteMemory {
  #memories: readonly Buffer[] = sizesInBytes.map((size) => Buffer.allocUnsafeSlow(size));

  /** To be filled, and handed to `write` before more is asked for. */
  take(socket: Duplex, bytes: number): Buffer {
    // What waits behind something else is kept for long, each for itself.
    const memory = isIdle(socket) ? this.#memories.find(({ length }) => bytes <= length) : undefined;
    return memory?.subarray(0, bytes) ?? Buffer.allocUnsafe(bytes);
  }

  /** Writes what was taken for this socket. */
  write(socket: Duplex, taken: Buffer): void {
    socket.write(taken);
    if (socket.writableLength > 0) this.#giveUp(taken);
  }

  #giveUp({ buffer }: Buffer): void {
    this.#memories = this.#memories.map((memory) =>
      memory.buffer === buffer ? Buffer.allocUnsafeSlow(memory.length) : memory,
    );
  }
}

/** Whether it is known to be done with a write as soon as it counts nothing of it any more. Streams in general may keep what they are given. */
const isIdle = (socket: Duplex): boolean => socket instanceof Socket && socket.writableLength === 0;
