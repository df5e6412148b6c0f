import type { ProcessLogger } from '../logging/createLogger.ts';

/** What goes with one request. */
export class RequestContext {
  readonly requestId: string;
  readonly #parent: ProcessLogger;
  #logger: ProcessLogger | undefined;

  constructor(requestId: string, parent: ProcessLogger) {
    this.requestId = requestId;
    this.#parent = parent;
  }

  /** Adds the request's id to each of its lines. Made when it is needed: most requests have nothing to say. */
  get logger(): ProcessLogger {
    this.#logger ??= this.#parent.child({ requestId: this.requestId });
    return this.#logger;
  }
}
