import type { IncomingMessage, ServerResponse } from 'node:http';
import { isGraphiQLRequest, sendGraphiQL } from './graphiql.ts';
import { Origins } from './Origins.ts';
import { refusalBody } from './refusalBody.ts';
import { isPreflight, type Refusal, refusalOf } from './refusalOf.ts';

export interface FrontDoorOptions {
  /** Origins whose pages may use the API, beside the server's own. Default: none. */
  readonly allowedOrigins?: readonly string[] | undefined;
  /** Whether a browser is shown GraphiQL. It works without any other host. */
  readonly graphiql: boolean;
}

/** What is asked of a request before it is known whether it is one for GraphQL; the same for all ways of answering it. */
export class FrontDoor {
  readonly #origins: Origins;
  readonly #graphiql: boolean;

  constructor({ allowedOrigins, graphiql }: FrontDoorOptions) {
    this.#origins = new Origins(allowedOrigins);
    this.#graphiql = graphiql;
  }

  /** Whether an upgrade may go on. */
  admits({ headers }: IncomingMessage): boolean {
    return this.#origins.admits(headers);
  }

  /** Has browsers let pages of an allowed origin read the answer, whatever it will be and whoever gives it. */
  tellOrigin({ headers }: IncomingMessage, response: ServerResponse): void {
    response.setHeader('vary', 'Origin');
    const origin = this.#origins.toTell(headers);
    if (origin === undefined) return;
    response.setHeader('access-control-allow-origin', origin);
    response.setHeader('access-control-expose-headers', exposedHeaders);
  }

  /** Undefined for a request for GraphQL. All others are to be answered here. */
  refuses(request: IncomingMessage): Refusal | undefined {
    return refusalOf(request, this.#origins);
  }

  /** Answers preflights, shows GraphiQL, and refuses everything else. */
  async answer(request: IncomingMessage, response: ServerResponse, refused: Refused): Promise<void> {
    if (!this.admits(request)) refuse(response, refused);
    else if (isPreflight(request)) response.writeHead(204, preflightHeaders).end();
    else if (this.#graphiql && isGraphiQLRequest(request)) await sendGraphiQL(response);
    else refuse(response, refused);
  }
}

interface Refused {
  readonly refusal: Refusal;
  readonly requestId: string;
}

function refuse(response: ServerResponse, { refusal: { status, code, message, headers }, requestId }: Refused): void {
  const text = JSON.stringify(refusalBody({ code, message, requestId }));
  response
    .writeHead(status, { 'content-type': jsonType, 'content-length': Buffer.byteLength(text), ...headers })
    .end(text);
}

const jsonType = 'application/json; charset=utf-8';
const exposedHeaders = 'retry-after, x-request-id';

/** No cookies: who somebody is stands in the token. `*` is all but the authorization; browsers that do not know it find what is usual. */
const preflightHeaders = {
  'access-control-allow-methods': 'GET, POST',
  'access-control-allow-headers': 'authorization, content-type, x-graphql-csrf, x-request-id, *',
  'access-control-max-age': '7200',
};
