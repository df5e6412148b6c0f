import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type ConnectionInitMessage, handleProtocols, makeServer, type Server } from 'graphql-ws';
import { WebSocketServer } from 'ws';
import { AuthenticationError } from '../../shared/application/TokenVerifier.ts';
import { addressOf } from '../limits/addressOf.ts';
import { PacedRefusals } from '../limits/PacedRefusals.ts';
import { defaultSocketLimits } from '../limits/ServerLimits.ts';
import type { GraphQLServerOptions } from '../serverOptions.ts';
import { admit } from './admit.ts';
import { FairTurns } from './FairTurns.ts';
import { Heartbeat } from './Heartbeat.ts';
import { refuseUpgrade } from './refuseUpgrade.ts';
import { SocketConnection } from './SocketConnection.ts';
import type { SocketOperations } from './SocketOperations.ts';
import { WaitingSockets } from './WaitingSockets.ts';
import { WriteTick } from './WriteTick.ts';

type InitPayload = ConnectionInitMessage['payload'];

/** How long clients may take to answer the closing of their socket before it is cut. */
const closeTimeoutMs = 2_000;
/** Some 5 ms of work. */
const upgradesPerTurn = 16;
/** Who is told so may as well come again with the next window of rates. */
const crowdRetrySeconds = 1;

/**
 * graphql-transport-ws (https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md). The token comes in connection_init, as
 * `{ "authorization": "Bearer …" }`; a wrong one closes the socket with 4403, and so does the end of its validity.
 */
export class SocketServer implements AsyncDisposable {
  readonly #options: GraphQLServerOptions;
  readonly #protocol: Server<SocketConnection>;
  readonly #sockets: WebSocketServer;
  readonly #tick = new WriteTick();
  readonly #heartbeat: Heartbeat;
  readonly #waiting: WaitingSockets;
  readonly #upgrades: FairTurns;
  /** Of upgrades. Each has little in memory. */
  readonly #refusals = new PacedRefusals({ maxHeld: 2_000, maxHeldOfOne: 2_000 });
  #isClosing = false;

  constructor(options: GraphQLServerOptions, operations: SocketOperations) {
    const { frameBytes, initMs, pingMs, waitingPerAddress } = options.limits?.sockets ?? defaultSocketLimits;
    this.#options = options;
    this.#sockets = new WebSocketServer({
      noServer: true,
      maxPayload: frameBytes,
      handleProtocols,
      // Results are written past the socket (FrameWriter), which would not know.
      perMessageDeflate: false,
    });
    this.#heartbeat = new Heartbeat(pingMs);
    this.#waiting = new WaitingSockets(waitingPerAddress);
    this.#upgrades = new FairTurns({ perTurn: upgradesPerTurn, maxWaiting: waitingPerAddress });
    this.#protocol = makeServer<InitPayload, SocketConnection>({
      connectionInitWaitTimeout: initMs,
      onConnect: ({ connectionParams, extra }) => this.#admit(extra, connectionParams),
      onSubscribe: ({ extra }, id, payload) => operations.prepare(extra, id, payload),
      execute: (args) => operations.execute(args),
      subscribe: (args) => operations.subscribe(args),
    });
  }

  /** Takes over the socket of an HTTP upgrade, when it is its address' turn: a crowd of them must not keep everything else waiting. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const address = addressOf(request, this.#options.limits);
    const mayWait = this.#upgrades.add(address, () => this.#admitUpgrade(request, socket, head, address));
    if (mayWait) return;
    this.#options.limits?.metrics?.refused('waiting_upgrades');
    this.#refuse(socket, address, crowdRetrySeconds);
  }

  #admitUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer, address: string): void {
    const perAddress = this.#options.limits?.rates?.perAddress;
    if (!perAddress) return this.#accept(request, socket, head, address);
    perAddress
      .consume(address)
      .then((refusal) =>
        refusal
          ? this.#refuse(socket, address, refusal.retryAfterSeconds)
          : this.#accept(request, socket, head, address),
      )
      .catch((error: unknown) => this.#fail(socket, error));
  }

  #refuse(socket: Duplex, address: string, retryAfterSeconds: number): void {
    this.#refusals
      .turnOf(address)
      .then(() => {
        if (!socket.destroyed) refuseUpgrade(socket, 429, retryAfterSeconds);
      })
      .catch((error: unknown) => this.#fail(socket, error));
  }

  #fail(socket: Duplex, error: unknown): void {
    this.#options.logger.error({ err: error }, 'an upgrade was neither accepted nor refused');
    socket.destroy();
  }

  #accept(request: IncomingMessage, socket: Duplex, head: Buffer, address: string): void {
    if (this.#isClosing) return refuseUpgrade(socket, 503);
    this.#sockets.handleUpgrade(request, socket, head, (webSocket) => {
      const { logger, limits } = this.#options;
      const connection = new SocketConnection({
        socket: webSocket,
        transport: socket,
        tick: this.#tick,
        heartbeat: this.#heartbeat,
        logger,
        address,
      });
      const closed = this.#protocol.opened(connection, connection);
      connection.onClose((code, reason) => {
        this.#waiting.remove(connection.address, connection);
        return closed(code, reason);
      });
      if (this.#waiting.add(connection.address, connection)) limits?.metrics?.refused('waiting_sockets');
    });
  }

  async #admit(connection: SocketConnection, payload: InitPayload): Promise<boolean> {
    this.#waiting.remove(connection.address, connection);
    try {
      return await admit(connection, payload, this.#options);
    } catch (error) {
      if (error instanceof AuthenticationError) connection.forbid(error.message);
      else {
        const { ids, logger } = this.#options;
        const requestId = ids.next();
        logger.warn({ err: error, requestId }, 'the token of a socket could not be verified');
        connection.tryAgainLater(`Try again later (request ${requestId})`);
      }
      return false;
    }
  }

  /** Tells every client to connect again elsewhere, after what is on its way to it. Resolves within two seconds. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosing = true;
    this.#refusals[Symbol.dispose]();
    this.#tick.flush();
    this.#heartbeat[Symbol.dispose]();
    for (const socket of this.#sockets.clients) socket.close(1012, 'Service restart');
    const cut = setTimeout(() => {
      for (const socket of this.#sockets.clients) socket.terminate();
    }, closeTimeoutMs);
    await new Promise((resolve) => this.#sockets.close(resolve));
    clearTimeout(cut);
  }
}
