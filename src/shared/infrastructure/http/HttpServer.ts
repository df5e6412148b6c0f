import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { IdGenerator } from '../../application/IdGenerator.ts';
import type { RequestMetrics } from '../../application/Metrics.ts';
import type { ProcessLogger } from '../logging/createLogger.ts';
import { TimeoutError, withTimeout } from '../withTimeout.ts';
import { listen } from './listen.ts';
import type { Readiness } from './Readiness.ts';
import { requestIdOf } from './requestId.ts';
import { respondError, respondJson } from './respond.ts';

export interface RequestContext {
  readonly requestId: string;
  /** Adds the request's id to each of its lines. */
  readonly logger: ProcessLogger;
}

export type RequestHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  context: RequestContext,
) => Promise<void>;

/** Takes over the socket of a request to switch protocols, at whatever path: it answers what it does not want itself. */
export type UpgradeHandler = (
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  context: RequestContext,
) => Promise<void>;

export interface HttpServerOptions {
  readonly host: string;
  /** 0 takes any free one. */
  readonly port: number;
  readonly logger: ProcessLogger;
  readonly ids: IdGenerator;
  readonly readiness: Readiness;
  /** Handlers by exact path, such as `/graphql`. All else is answered here. Default: none. */
  readonly routes?: Readonly<Record<string, RequestHandler>>;
  /** Told of each request, also those that are answered here. Default: nobody is. */
  readonly metrics?: RequestMetrics;
  /** For WebSockets; a request for any other protocol is answered as a plain one. Default: these too. */
  readonly upgrade?: UpgradeHandler;
  /** At the end, how long to wait for requests that are being answered. Default 5 s. */
  readonly drainMs?: number;
}

/** Longer than the load balancers in use keep an idle connection, so that they never send a request into a closing one. */
const keepAliveMs = 65_000;
/** A client has this long to send the headers, and the whole request. */
const headersMs = 10_000;
const requestMs = 30_000;

/** HTTP around what the application answers: health, request ids, a log line per request, and an orderly end. */
export class HttpServer implements AsyncDisposable {
  readonly #server: Server;
  readonly #options: HttpServerOptions;
  readonly #answering = new Set<ServerResponse>();
  readonly #upgraded = new Set<Duplex>();
  #closed: Promise<unknown> | undefined;
  #url = '';

  private constructor(options: HttpServerOptions) {
    this.#options = options;
    const { upgrade } = options;
    this.#server = createServer({
      keepAliveTimeout: keepAliveMs,
      headersTimeout: headersMs,
      requestTimeout: requestMs,
      shouldUpgradeCallback: ({ headers }) => upgrade !== undefined && headers.upgrade?.toLowerCase() === 'websocket',
    });
    this.#server.on('request', (request, response) => this.#accept(request, response));
    if (upgrade)
      this.#server.on('upgrade', (request, socket, head) => this.#acceptUpgrade(upgrade, request, socket, head));
  }

  /** Resolves when requests are accepted. Rejects with ConfigurationError when the port is taken. */
  static async listen(options: HttpServerOptions): Promise<HttpServer> {
    const server = new HttpServer(options);
    server.#url = await listen(server.#server, options);
    server.#server.on('error', (error) => options.logger.error({ err: error }, 'the HTTP server failed to accept'));
    return server;
  }

  /** Such as `http://127.0.0.1:4000`, with the port that was really taken. */
  get url(): string {
    return this.#url;
  }

  /** Upgraded ones, as there are now. */
  get openSockets(): number {
    return this.#upgraded.size;
  }

  /** Takes no more connections and closes the idle ones. Requests that are being answered, and upgraded sockets, go on. */
  stopAccepting(): void {
    if (this.#closed) return;
    this.#closed = once(this.#server, 'close');
    this.#server.close();
    for (const response of this.#answering) announceClose(response);
  }

  /** Stops accepting, waits for the requests that are being answered, and then cuts what is still open. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.stopAccepting();
    const closed = this.#closed ?? Promise.resolve();
    try {
      await withTimeout(this.#options.drainMs ?? 5_000, 'answering the last requests', closed);
    } catch (error) {
      if (!(error instanceof TimeoutError)) throw error;
      this.#options.logger.warn({ requests: this.#answering.size, sockets: this.#upgraded.size }, error.message);
      this.#server.closeAllConnections();
      for (const socket of this.#upgraded) socket.destroy();
      await closed;
    }
  }

  #accept(request: IncomingMessage, response: ServerResponse): void {
    const context = this.#contextOf(request);
    const startedAt = performance.now();
    this.#answering.add(response);
    response.setHeader('x-request-id', context.requestId);
    if (this.#closed) announceClose(response);
    response.once('close', () => {
      this.#answering.delete(response);
      if (this.#closed) this.#server.closeIdleConnections();
      const ms = performance.now() - startedAt;
      this.#options.metrics?.answered(response.writableFinished ? response.statusCode : undefined, ms / 1_000);
      logRequest(context.logger, request, response, ms);
    });
    this.#answer(request, response, context).catch((error: unknown) => {
      context.logger.error({ err: error }, 'a request handler failed');
      if (response.headersSent) response.destroy();
      else respondError(response, 500, { code: 'INTERNAL_SERVER_ERROR', message: 'Unexpected error' });
    });
  }

  async #answer(request: IncomingMessage, response: ServerResponse, context: RequestContext): Promise<void> {
    const path = pathOf(request);
    const { routes = {}, readiness } = this.#options;
    const handler = routes[path];
    if (handler) return handler(request, response, context);
    if (!path.startsWith('/health/')) return notFound(response, path);
    if (request.method !== 'GET' && request.method !== 'HEAD') return onlyGet(response);
    switch (path) {
      case '/health/live':
        return respondJson(response, 200, { status: 'live' });
      case '/health/ready': {
        const { ready, ...report } = await readiness.report();
        return respondJson(response, ready ? 200 : 503, report);
      }
      default:
        return notFound(response, path);
    }
  }

  #acceptUpgrade(upgrade: UpgradeHandler, request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const context = this.#contextOf(request);
    this.#upgraded.add(socket);
    socket.once('close', () => this.#upgraded.delete(socket));
    // A client that goes away while nobody listens yet would end the process.
    socket.on('error', (error) => context.logger.debug({ err: error }, 'an upgraded socket broke'));
    upgrade(request, socket, head, context).catch((error: unknown) => {
      context.logger.error({ err: error }, 'an upgrade failed');
      socket.destroy();
    });
  }

  #contextOf(request: IncomingMessage): RequestContext {
    const requestId = requestIdOf(request.headers['x-request-id'], this.#options.ids);
    return { requestId, logger: this.#options.logger.child({ requestId }) };
  }
}

const pathOf = (request: IncomingMessage): string => request.url?.split('?', 1)[0] ?? '/';

/** So that the client does not send its next request into a connection that closes. */
function announceClose(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('connection', 'close');
}

function notFound(response: ServerResponse, path: string): void {
  respondError(response, 404, { code: 'NOT_FOUND', message: `There is nothing at ${path.slice(0, 200)}` });
}

function onlyGet(response: ServerResponse): void {
  const message = 'Health is asked for by GET';
  respondError(response, 405, { code: 'METHOD_NOT_ALLOWED', message, headers: { allow: 'GET, HEAD' } });
}

function logRequest(logger: ProcessLogger, request: IncomingMessage, response: ServerResponse, ms: number): void {
  const path = pathOf(request);
  const isAnswered = response.writableFinished;
  const fields = {
    method: request.method,
    path: path.slice(0, 200),
    status: response.statusCode,
    ms: Math.round(ms * 10) / 10,
    ...(!isAnswered && { aborted: true }),
  };
  // They are asked for every few seconds.
  if (path.startsWith('/health/') || path === '/metrics') logger.debug(fields, 'request');
  else logger.info(fields, 'request');
}
