import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import {
  HttpServer,
  type HttpServerOptions,
  type RequestHandler,
} from '../../../src/shared/infrastructure/http/HttpServer.ts';
import { Readiness, type ReadinessCheck } from '../../../src/shared/infrastructure/http/Readiness.ts';
import { type MemoryLogger, memoryLogger } from '../logging/memoryLogger.ts';

export interface TestServer extends MemoryLogger, AsyncDisposable {
  readonly server: HttpServer;
  readonly readiness: Readiness;
}

/** A server on a free port of the loopback address. New request ids are `new-1`, `new-2` … */
export async function startTestServer({
  checks = [],
  ...options
}: Partial<HttpServerOptions> & { readonly checks?: readonly ReadinessCheck[] } = {}): Promise<TestServer> {
  const memory = await memoryLogger();
  const readiness = new Readiness({ checks, logger: memory.logger, timeoutMs: 200 });
  let made = 0;
  const ids = { next: () => `new-${++made}` };
  const server = await HttpServer.listen({
    host: '127.0.0.1',
    port: 0,
    logger: memory.logger,
    ids,
    readiness,
    ...options,
  });
  return { ...memory, server, readiness, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

/** A handler that answers when it is told to, and tells when it was called. */
export function heldHandler(): { handler: RequestHandler; called: Promise<void>; release: () => void } {
  const called = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  const handler: RequestHandler = async (_request, response) => {
    called.resolve();
    await released.promise;
    response.end('at last');
  };
  return { handler, called: called.promise, release: released.resolve };
}

/** A bare connection on which this was sent. */
export async function send(url: string, request: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port) });
  await once(socket, 'connect');
  socket.write(request);
  return socket;
}
