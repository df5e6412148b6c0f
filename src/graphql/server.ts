import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { createEngine } from './engine.ts';
import { ErrorPresenter } from './presentErrors.ts';
import type { GraphQLServerOptions } from './serverOptions.ts';
import { SocketOperations } from './sockets/SocketOperations.ts';
import { SocketServer } from './sockets/SocketServer.ts';

/** The API over HTTP, server-sent events and WebSocket, for a node server to hand its requests to. */
export interface GraphQLServer extends AsyncDisposable {
  /** Answers a request for `graphqlPath`. Never throws. `requestId` is told with every top-level error and as X-Request-Id. */
  handle(request: IncomingMessage, response: ServerResponse, requestId?: string): void;
  /** Takes over the socket of an upgrade to WebSocket at `graphqlPath`. Never throws. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
}

/**
 * Dispose closes sockets with 1012 and ends event streams, within two seconds: clients then connect again elsewhere. Other requests are
 * left to the node server to finish.
 */
export function createGraphQLServer(options: GraphQLServerOptions): GraphQLServer {
  const { logger, ids } = options;
  const presenter = new ErrorPresenter(options);
  const engine = createEngine(options, presenter);
  const sockets = new SocketServer(options, new SocketOperations(options, engine, presenter));
  const responses = new Set<ServerResponse>();

  return {
    handle(request, response, requestId = ids.next()) {
      responses.add(response);
      response.once('close', () => responses.delete(response));
      response.setHeader('x-request-id', requestId);
      engine.handle(request, response, { requestId, viewer: null, response }).catch((error: unknown) => {
        logger.error({ err: error, requestId }, 'a response could not be sent');
        response.destroy();
      });
    },
    upgrade: (request, socket, head) => sockets.upgrade(request, socket, head),
    async [Symbol.asyncDispose]() {
      for (const response of responses) if (isEventStream(response)) response.destroy();
      await sockets[Symbol.asyncDispose]();
      await engine.dispose();
    },
  };
}

const isEventStream = (response: ServerResponse): boolean =>
  String(response.getHeader('content-type')).startsWith('text/event-stream');
