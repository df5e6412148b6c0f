import type { ServerResponse } from 'node:http';
import { LiveUnavailableError } from '../../shared/application/live/LiveUnavailableError.ts';

/** The event streams of a server, each from when it is about to be opened until its response is closed. */
export class EventStreams implements Disposable {
  readonly #responses = new Set<ServerResponse>();
  #isClosing = false;

  /** Throws LiveUnavailableError once they have been ended: what would be opened then would stay. */
  add(response: ServerResponse): void {
    if (this.#isClosing) throw new LiveUnavailableError(new Error('the server stops'));
    if (response.closed) return;
    this.#responses.add(response);
    response.once('close', () => this.#responses.delete(response));
  }

  /** Cuts those that are there, also what has not been answered yet: clients then subscribe again elsewhere. */
  [Symbol.dispose](): void {
    this.#isClosing = true;
    for (const response of this.#responses) response.destroy();
  }
}
