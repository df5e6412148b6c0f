import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { DocumentCache } from './documents/DocumentCache.ts';
import { createEngine } from './engine.ts';
import { bodyForYoga } from './http/bodyForYoga.ts';
import { DirectWay } from './http/DirectWay.ts';
import { FrontDoor } from './http/FrontDoor.ts';
import { plainRequest } from './http/plainRequest.ts';
import { addressOf } from './limits/addressOf.ts';
import { EventStreams } from './limits/EventStreams.ts';
import { ErrorPresenter } from './presentErrors.ts';
import { type GraphQLServerOptions, graphqlPath, type Incoming } from './serverOptions.ts';
import { refuseUpgrade } from './sockets/refuseUpgrade.ts';
import { SocketOperations } from './sockets/SocketOperations.ts';
import { SocketServer } from './sockets/SocketServer.ts';

interface Received {
  /** Told with every top-level error. The node server tells it as X-Request-Id. */
  readonly requestId: string;
  /** Empty where there is none. */
  readonly body: Buffer;
}

/** The API over HTTP, server-sent events and WebSocket, for a node server to hand its requests to. */
export interface GraphQLServer extends AsyncDisposable {
  /** Sets the headers that every answer at `graphqlPath` has, also one that the node server gives. */
  prepare(request: IncomingMessage, response: ServerResponse): void;
  /** Answers a request for `graphqlPath`, whose body was read before. Never throws. */
  handle(request: IncomingMessage, response: ServerResponse, received: Received): void;
  /** Takes over the socket of an upgrade to WebSocket, and refuses it where there is none. Never throws. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
}

/**
 * Dispose closes sockets with 1012 and ends event streams, within two seconds: clients then connect again elsewhere. Subscriptions that come
 * after it are refused. Other requests are left to the node server to finish.
 */
export function createGraphQLServer(options: GraphQLServerOptions): GraphQLServer {
  const { logger, directWay: allowDirectWay = true } = options;
  const presenter = new ErrorPresenter(options);
  const streams = new EventStreams();
  const documents = new DocumentCache();
  const engine = createEngine(options, presenter, { streams, documents });
  const sockets = new SocketServer(options, new SocketOperations(options, engine, presenter));
  const direct = new DirectWay(options, engine, presenter, documents);
  const door = new FrontDoor(options);

  async function answer(request: IncomingMessage, response: ServerResponse, { requestId, body }: Received) {
    const refusal = door.refuses(request);
    if (refusal) return door.answer(request, response, { refusal, requestId });
    const address = addressOf(request, options.limits);
    const refusals = options.limits?.rates?.refusals;
    const incoming: Incoming = { requestId, address, viewer: null, refusals, response };
    const plain = allowDirectWay ? plainRequest(request, body) : undefined;
    if (plain && (await direct.answer(plain, response, incoming))) return;
    await engine.handle(Object.assign(request, { body: bodyForYoga(body) }), response, incoming);
  }

  return {
    handle(request, response, { requestId, body }) {
      answer(request, response, { requestId, body }).catch((error: unknown) => {
        logger.error({ err: error, requestId }, 'a response could not be sent');
        response.destroy();
      });
    },
    prepare: (request, response) => door.tellOrigin(request, response),
    upgrade(request, socket, head) {
      if (request.url?.split('?', 1)[0] !== graphqlPath) return refuseUpgrade(socket, 404);
      if (door.admits(request)) return sockets.upgrade(request, socket, head);
      logger.info({ origin: request.headers.origin?.slice(0, 200) }, 'a page of another origin was refused a socket');
      refuseUpgrade(socket, 403);
    },
    async [Symbol.asyncDispose]() {
      options.limits?.rates?.refusals?.[Symbol.dispose]();
      streams[Symbol.dispose]();
      await sockets[Symbol.asyncDispose]();
      await engine.dispose();
    },
  };
}
