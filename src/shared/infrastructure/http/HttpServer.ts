import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { RequestMetrics } from '../../application/Metrics.ts';
import type { ProcessLogger } from '../logging/createLogger.ts';
import { TimeoutError, withTimeout } from '../withTimeout.ts';
import { listen } from './listen.ts';
import type { Readiness } from './Readiness.ts';
import { RequestContext } from './RequestContext.ts';
import { announcesMoreThan, hasBody, noBytes, readBody } from './readBody.ts';
import { refuseBody } from './refuseBody.ts';
import { type RequestIds, requestIdOf } from './requestId.ts';
import { type RefusalWording, respondError, respondJson } from './respond.ts';

/** @param body as it was read, whole; empty where there is none. There is nothing more to read from the request. */
export type RequestHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  context: RequestContext,
  body: Buffer,
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
  readonly ids: RequestIds;
  readonly readiness: Readiness;
  /** Handlers by exact path, such as `/graphql`. All else is answered here. Default: none. */
  readonly routes?: Readonly<Record<string, RequestHandler>>;
  /** By path as well: how they word what is refused before they are asked. Default: as all else that is answered here. */
  readonly wordings?: Readonly<Record<string, RefusalWording>>;
  /** By path as well: set headers that every answer there has, also one that is given here. */
  readonly prepare?: Readonly<Record<string, (request: IncomingMessage, response: ServerResponse) => void>>;
  /** Longer bodies are answered with 413 and not read. Default 100 KB. */
  readonly maxBodyBytes?: number;
  /** Told of each request, also those that are answered here. Default: nobody is. */
  readonly metrics?: RequestMetrics;
  /** For WebSockets; a request for any other protocol is answered as a plain one. Default: these too. */
  readonly upgrade?: UpgradeHandler;
  /** How long a client has to send the headers (default 10 s), and the whole request (30 s), within 2 s. Then it is answered with 408. */
  readonly headersMs?: number;
  readonly requestMs?: number;
  /** At the end, how long to wait for requests that are being answered. Default 5 s. */
  readonly drainMs?: number;
}

/** Longer than the load balancers in use keep an idle connection, so that they never send a request into a closing one. */
const keepAliveMs = 65_000;
/** How often Node looks for clients that take too long. */
const checkMs = 2_000;
/** Of all headers of a request together: Node answers longer ones with 431. */
const maxHeaderBytes = 16 * 1024;

const defaultMaxBodyBytes = 100 * 1024;

/** HTTP around what the application answers: health, request ids, bounded bodies, a log line per request, and an orderly end. */
export class HttpServer implements AsyncDisposable {
  readonly #server: Server;
  readonly #options: HttpServerOptions;
  readonly #maxBodyBytes: number;
  readonly #answering = new Set<ServerResponse>();
  readonly #upgraded = new Set<Duplex>();
  #closed: Promise<unknown> | undefined;
  #url = '';

  private constructor(options: HttpServerOptions) {
    this.#options = options;
    const { upgrade, maxBodyBytes = defaultMaxBodyBytes, headersMs = 10_000, requestMs = 30_000 } = options;
    this.#maxBodyBytes = maxBodyBytes;
    this.#server = createServer({
      keepAliveTimeout: keepAliveMs,
      headersTimeout: headersMs,
      requestTimeout: requestMs,
      connectionsCheckingInterval: Math.min(checkMs, headersMs),
      maxHeaderSize: maxHeaderBytes,
      shouldUpgradeCallback: ({ headers }) => upgrade !== undefined && headers.upgrade?.toLowerCase() === 'websocket',
    });
    this.#server.on('request', (request, response) => this.#accept(request, response));
    // A client that asks first (Expect: 100-continue) need not send what would be refused.
    this.#server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
      if (!announcesMoreThan(maxBodyBytes, request)) response.writeContinue();
      this.#accept(request, response);
    });
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
    response.setHeaders(headersOfAll);
    if (this.#closed) announceClose(response);
    response.once('close', () => {
      this.#answering.delete(response);
      if (this.#closed) this.#server.closeIdleConnections();
      const ms = performance.now() - startedAt;
      this.#options.metrics?.answered(response.writableFinished ? response.statusCode : undefined, ms / 1_000);
      logRequest(this.#options.logger, context.requestId, request, response, ms);
    });
    this.#answer(request, response, context).catch((error: unknown) => {
      context.logger.error({ err: error }, 'a request handler failed');
      if (response.headersSent) response.destroy();
      else respondError(response, 500, { code: 'INTERNAL_SERVER_ERROR', message: 'Unexpected error' });
    });
  }

  async #answer(request: IncomingMessage, response: ServerResponse, context: RequestContext): Promise<void> {
    const path = pathOf(request);
    const { prepare = {}, routes = {}, readiness } = this.#options;
    prepare[path]?.(request, response);
    if (announcesMoreThan(this.#maxBodyBytes, request)) return this.#refuseBody(request, response, context);
    const handler = routes[path];
    if (handler) return this.#handOver(handler, request, response, context);
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

  async #handOver(
    handler: RequestHandler,
    request: IncomingMessage,
    response: ServerResponse,
    context: RequestContext,
  ): Promise<void> {
    if (!hasBody(request)) return handler(request, response, context, noBytes);
    const body = await readBody(request, this.#maxBodyBytes);
    if (body === 'too long') return this.#refuseBody(request, response, context);
    // Its connection is gone too: there is nobody to answer.
    if (body === 'gone') return;
    return handler(request, response, context, body);
  }

  #refuseBody(request: IncomingMessage, response: ServerResponse, { requestId }: RequestContext): void {
    const wording = this.#options.wordings?.[pathOf(request)];
    refuseBody(request, response, { maxBytes: this.#maxBodyBytes, requestId, wording });
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
    const { ids, logger } = this.#options;
    return new RequestContext(requestIdOf(request.headers['x-request-id'], ids), logger);
  }
}

/** For browsers, should one ever show what is answered here. What is a page of its own sets a policy of its own. */
const headersOfAll = new Map([
  ['cache-control', 'no-store'],
  ['content-security-policy', "default-src 'none'; frame-ancestors 'none'"],
  ['referrer-policy', 'no-referrer'],
  ['x-content-type-options', 'nosniff'],
]);

function pathOf({ url = '/' }: IncomingMessage): string {
  const end = url.indexOf('?');
  return end < 0 ? url : url.slice(0, end);
}

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

function logRequest(
  logger: ProcessLogger,
  requestId: string,
  request: IncomingMessage,
  response: ServerResponse,
  ms: number,
): void {
  const path = pathOf(request);
  const isAnswered = response.writableFinished;
  const fields = {
    requestId,
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
