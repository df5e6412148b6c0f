import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type ConnectionInitMessage, handleProtocols, makeServer, type Server } from 'graphql-ws';
import { WebSocketServer } from 'ws';
import { AuthenticationError } from '../../shared/application/TokenVerifier.ts';
import type { GraphQLServerOptions } from '../serverOptions.ts';
import { admit } from './admit.ts';
import { SocketConnection } from './SocketConnection.ts';
import type { SocketOperations } from './SocketOperations.ts';
import { WriteTick } from './WriteTick.ts';

type InitPayload = ConnectionInitMessage['payload'];

const initTimeoutMs = 10_000;
const maxFrameBytes = 64 * 1024;
/** How long clients may take to answer the closing of their socket before it is cut. */
const closeTimeoutMs = 2_000;

/**
 * graphql-transport-ws (https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md). The token comes in connection_init, as
 * `{ "authorization": "Bearer …" }`; a wrong one closes the socket with 4403, and so does the end of its validity.
 */
export class SocketServer implements AsyncDisposable {
  readonly #options: GraphQLServerOptions;
  readonly #protocol: Server<SocketConnection>;
  readonly #sockets = new WebSocketServer({
    noServer: true,
    maxPayload: maxFrameBytes,
    handleProtocols,
    // Results are written past the socket (FrameWriter), which would not know.
    perMessageDeflate: false,
  });
  readonly #tick = new WriteTick();
  #isClosing = false;

  constructor(options: GraphQLServerOptions, operations: SocketOperations) {
    this.#options = options;
    this.#protocol = makeServer<InitPayload, SocketConnection>({
      connectionInitWaitTimeout: initTimeoutMs,
      onConnect: ({ connectionParams, extra }) => this.#admit(extra, connectionParams),
      onSubscribe: ({ extra }, id, payload) => operations.prepare(extra, id, payload),
      execute: (args) => operations.execute(args),
      subscribe: (args) => operations.subscribe(args),
    });
  }

  /** Takes over the socket of an HTTP upgrade. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (this.#isClosing) return refuse(socket);
    this.#sockets.handleUpgrade(request, socket, head, (webSocket) => {
      const { logger } = this.#options;
      const connection = new SocketConnection({ socket: webSocket, transport: socket, tick: this.#tick, logger });
      connection.onClose(this.#protocol.opened(connection, connection));
    });
  }

  async #admit(connection: SocketConnection, payload: InitPayload): Promise<boolean> {
    try {
      await admit(connection, payload, this.#options);
      return true;
    } catch (error) {
      if (error instanceof AuthenticationError) connection.forbid(error.message);
      else {
        const { ids, logger } = this.#options;
        const requestId = ids.next();
        logger.warn({ err: error, requestId }, 'the token of a socket could not be verified');
        connection.tryAgainLater(requestId);
      }
      return false;
    }
  }

  /** Tells every client to connect again elsewhere, after what is on its way to it. Resolves within two seconds. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosing = true;
    this.#tick.flush();
    for (const socket of this.#sockets.clients) socket.close(1012, 'Service restart');
    const cut = setTimeout(() => {
      for (const socket of this.#sockets.clients) socket.terminate();
    }, closeTimeoutMs);
    await new Promise((resolve) => this.#sockets.close(resolve));
    clearTimeout(cut);
  }
}

function refuse(socket: Duplex): void {
  socket.end('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\r\n');
}
