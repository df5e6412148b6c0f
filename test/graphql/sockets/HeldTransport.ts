import { Duplex } from 'node:stream';

/** What a socket is spoken over, as the test would have it: it takes what is written when the test says so. */
export class HeldTransport extends Duplex {
  /** Each write that has reached it. */
  readonly chunks: Buffer[] = [];
  #isHeld = false;
  #taken: (() => void) | undefined;

  /** As a client that stops reading. */
  hold(): void {
    this.#isHeld = true;
  }

  /** It reads on: all that waits is taken by and by. */
  release(): void {
    this.#isHeld = false;
    this.#taken?.();
    this.#taken = undefined;
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: BufferEncoding, taken: () => void): void {
    this.chunks.push(chunk);
    if (this.#isHeld) this.#taken = taken;
    else taken();
  }
}
