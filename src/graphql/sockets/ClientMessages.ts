import { CloseCode, MessageType } from 'graphql-ws';
import { isObject, parsedJson } from '../http/json.ts';

export interface ClientMessagesOptions {
  /** graphql-ws. For an operation it settles when that has ended. */
  readonly receive: (data: string) => Promise<void>;
  readonly close: (code: number, reason: string) => void;
  /** Told of each operation that has ended, however it did. */
  readonly ended: (id: string) => void;
}

/** What only servers send: graphql-ws takes it for a fault of its own. */
const ofServers: ReadonlySet<unknown> = new Set([MessageType.ConnectionAck, MessageType.Next, MessageType.Error]);

/**
 * Hands a client's messages to graphql-ws, which knows an operation by its id alone, for as long as it runs. The client is free to use an id again
 * as soon as it has completed the operation, which takes a moment to end: graphql-ws would take one for the other, and never end the first.
 * So the new operation waits for the end of the old one.
 */
export class ClientMessages {
  readonly #options: ClientMessagesOptions;
  readonly #running = new Set<string>();
  /** Completed by the client and not ended yet: by id, with the operation that waits for it, if there is one. */
  readonly #ending = new Map<string, string | undefined>();

  constructor(options: ClientMessagesOptions) {
    this.#options = options;
  }

  /** Rejects as `receive` does. */
  async handle(data: string): Promise<void> {
    const { receive, close } = this.#options;
    const { type, id } = labelOf(data);
    if (ofServers.has(type)) return close(CloseCode.BadRequest, 'Only servers send this');
    if (typeof id !== 'string') return receive(data);
    if (type === MessageType.Subscribe) return this.#subscribe(id, data);
    if (type === MessageType.Complete && this.#running.has(id)) {
      const hasBegun = !this.#ending.has(id);
      this.#ending.set(id, undefined);
      if (!hasBegun) return; // what waited is completed before it began
    }
    return receive(data);
  }

  async #subscribe(id: string, data: string): Promise<void> {
    const { receive, close, ended } = this.#options;
    if (this.#ending.get(id) !== undefined) {
      return close(CloseCode.SubscriberAlreadyExists, `Subscriber for ${id} already exists`);
    }
    if (this.#ending.has(id)) return void this.#ending.set(id, data);
    this.#running.add(id);
    await receive(data).finally(() => {
      this.#running.delete(id);
      ended(id);
    });
    const waiting = this.#ending.get(id);
    this.#ending.delete(id);
    if (waiting !== undefined) await this.#subscribe(id, waiting);
  }
}

/** What a message says it is of; graphql-ws refuses what has no such form. */
function labelOf(data: string): { readonly type?: unknown; readonly id?: unknown } {
  const message = parsedJson(data);
  return isObject(message) ? message : {};
}
