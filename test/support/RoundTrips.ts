import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** Counts how often somebody asks a server and waits for its answer: whatever is sent without waiting in between counts once. */
export class RoundTrips implements AsyncDisposable {
  /** The server's URL, by way of the counter. */
  readonly url: string;
  readonly #server: Server;
  readonly #sockets: Set<Socket>;
  readonly #counted: { trips: number };

  private constructor(server: Server, sockets: Set<Socket>, counted: { trips: number }, url: string) {
    this.#server = server;
    this.#sockets = sockets;
    this.#counted = counted;
    this.url = url;
  }

  /** @param url of the server, with host and port */
  static async to(url: string): Promise<RoundTrips> {
    const { port, hostname } = new URL(url);
    const sockets = new Set<Socket>();
    const counted = { trips: 0 };
    const server = createServer((client) => {
      const upstream = connect(Number(port), hostname);
      let isAnswered = true;
      client.on('data', () => {
        if (isAnswered) counted.trips += 1;
        isAnswered = false;
      });
      upstream.on('data', () => {
        isAnswered = true;
      });
      for (const [socket, other] of [
        [client, upstream],
        [upstream, client],
      ] as const) {
        sockets.add(socket);
        socket.on('error', () => socket.destroy()).on('close', () => other.destroy());
      }
      client.pipe(upstream).pipe(client);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('unreachable: it listens on a port');
    const counting = new URL(url);
    counting.host = `127.0.0.1:${address.port}`;
    return new RoundTrips(server, sockets, counted, counting.href);
  }

  /** How many `work` takes, if nobody else asks meanwhile. */
  async of(work: () => Promise<unknown>): Promise<number> {
    const before = this.#counted.trips;
    await work();
    return this.#counted.trips - before;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
