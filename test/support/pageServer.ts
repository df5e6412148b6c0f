import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { OutboundRules } from '../../src/shared/infrastructure/outbound/OutboundRules.ts';

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** Answers with HTML. */
export const html =
  (body: string | Buffer, headers: Readonly<Record<string, string>> = {}): Answer =>
  (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html', ...headers }).end(body);
  };

export const status =
  (code: number): Answer =>
  (_request, response) => {
    response.writeHead(code, { 'content-type': 'text/html' }).end('<title>An error page</title>');
  };

export const redirect =
  (location: string, code = 302): Answer =>
  (_request, response) => {
    response.writeHead(code, { location }).end();
  };

/** The only address that `onlyTheServer` lets be reached. The server listens on all of loopback, so whatever is refused would have answered. */
const allowedAddress = '127.0.0.1';

export interface PageServer extends AsyncDisposable {
  readonly port: number;
  /** The paths that were asked for, so far. */
  readonly asked: readonly string[];
  /** What was asked last. */
  readonly lastRequest: IncomingMessage | undefined;
  /** Times that a connection was given up before its answer was complete. */
  readonly abandoned: number;
  url(path: string, host?: string): string;
  answer(path: string, answer: Answer): void;
  /** Lets nothing be reached but this server at 127.0.0.1. `resolve` answers with it for every name, unless given. */
  rules(resolve?: (hostname: string) => string): OutboundRules;
}

/** A web server for tests: what it is not told to answer is 404. */
export async function pageServer(): Promise<PageServer> {
  const answers = new Map<string, Answer>();
  const asked: string[] = [];
  let lastRequest: IncomingMessage | undefined;
  let abandoned = 0;
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://server');
    asked.push(pathname);
    lastRequest = request;
    response.on('close', () => {
      if (!response.writableFinished) abandoned += 1;
    });
    (answers.get(pathname) ?? status(404))(request, response);
  });
  server.listen(0, '0.0.0.0');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('unreachable: it listens on a port');
  const { port } = address;
  return {
    port,
    asked,
    get lastRequest() {
      return lastRequest;
    },
    get abandoned() {
      return abandoned;
    },
    url: (path, host = allowedAddress) => `http://${host}:${port}${path}`,
    answer: (path, answer) => void answers.set(path, answer),
    rules: (resolve = () => allowedAddress) => ({
      isAddressAllowed: (candidate) => candidate === allowedAddress,
      isPortAllowed: (candidate) => candidate === port,
      resolve: async (hostname) => [{ address: resolve(hostname), family: 4 }],
    }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
