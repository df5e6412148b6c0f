import type { Refusals } from '../limits/PacedRefusals.ts';
import type { SocketConnection } from './SocketConnection.ts';

/**
 * Of one socket, which is not read while one of them is held: what else the client sends waits in its network, or all of it would be held. Where no more
 * can be held, it is closed with 1013: to be told at once would be worth sending more.
 */
export class SocketRefusals implements Refusals {
  readonly #connection: SocketConnection;
  readonly #refusals: Refusals;

  constructor(connection: SocketConnection, refusals: Refusals) {
    this.#connection = connection;
    this.#refusals = refusals;
  }

  async turnOf(address: string, viewer?: string): Promise<boolean> {
    const isInTurn = await this.#connection.unheardDuring(this.#refusals.turnOf(address, viewer));
    if (!isInTurn) this.#connection.tryAgainLater('Too many operations');
    return isInTurn;
  }
}
