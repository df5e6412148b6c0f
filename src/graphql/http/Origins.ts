import type { IncomingHttpHeaders } from 'node:http';

/** Pages of which origins may use the API: the server's own, and those that are allowed by name. */
export class Origins {
  readonly #allowed: ReadonlySet<string>;

  /** @param allowed as browsers write them, such as `https://app.example.com`. */
  constructor(allowed: readonly string[] = []) {
    this.#allowed = new Set(allowed);
  }

  /** Whether the request may be answered. Who names no origin is no page of another one: browsers always name those. */
  admits({ origin, host }: IncomingHttpHeaders): boolean {
    return origin === undefined || this.#allowed.has(origin) || isOwn(origin, host);
  }

  /** The origin of the request, if it is to be told that it may read the answer. Its own pages need not be. */
  toTell({ origin }: IncomingHttpHeaders): string | undefined {
    return origin !== undefined && this.#allowed.has(origin) ? origin : undefined;
  }
}

/** As the client reached us: whether TLS ended at a proxy before us is not known here. */
const isOwn = (origin: string, host: string | undefined): boolean =>
  host !== undefined && (origin === `http://${host}` || origin === `https://${host}`);
