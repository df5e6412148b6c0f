import { once } from 'node:events';
import { type Client, createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { resultSchema } from './request.ts';
import type { TestServer } from './testServer.ts';

interface Closing {
  readonly code: number;
  readonly reason: string;
}

/** A client of graphql-ws over a real socket, which never connects again by itself. */
export class SocketClient implements AsyncDisposable {
  readonly #client: Client;
  readonly #closed = Promise.withResolvers<Closing>();

  constructor({ socketUrl }: TestServer, authorization?: unknown) {
    this.#client = createClient({
      url: socketUrl,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      lazy: true,
      ...(authorization !== undefined && { connectionParams: { authorization } }),
      onNonLazyError: () => {},
      on: {
        closed: (event) => {
          if (event instanceof Object && 'code' in event && 'reason' in event) {
            this.#closed.resolve({ code: Number(event.code), reason: String(event.reason) });
          }
        },
      },
    });
  }

  /** The results of an operation, one by one; it fails with what the server sent as an error message, or with the closing. */
  operation(query: string, variables: Record<string, unknown> = {}) {
    const results = this.#client.iterate({ query, variables });
    return {
      next: async () => {
        const { done, value } = await results.next();
        return done ? undefined : resultSchema.parse(value);
      },
      end: async () => {
        await results.return?.();
      },
    };
  }

  /** How the server closed the socket. */
  get closed(): Promise<Closing> {
    return this.#closed.promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client.dispose();
  }
}

/** A socket without a client, for what no client would send. */
export async function rawSocket(
  { socketUrl }: Pick<TestServer, 'socketUrl'>,
  protocols: string[] = ['graphql-transport-ws'],
) {
  const socket = new WebSocket(socketUrl, protocols);
  const messages: unknown[] = [];
  const texts: string[] = [];
  socket.on('message', (data: Buffer) => {
    texts.push(data.toString());
    messages.push(JSON.parse(data.toString()));
  });
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  await once(socket, 'open');
  return {
    messages,
    /** The same as they came. */
    texts,
    closed,
    send: (message: object | string) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
    /** Stops reading: the server's writes fill up. */
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    [Symbol.dispose]: () => socket.terminate(),
  };
}
