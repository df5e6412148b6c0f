import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** A way to a server that can be cut and mended, as by a network. */
export class PortProxy implements AsyncDisposable {
  /** The server's URL, by way of the proxy. */
  readonly url: string;
  readonly #server: Server;
  readonly #sockets: Set<Socket>;
  #isCut = false;

  private constructor(server: Server, sockets: Set<Socket>, url: string) {
    this.#server = server;
    this.#sockets = sockets;
    this.url = url;
    server.on('connection', (socket) => {
      if (this.#isCut) socket.destroy();
    });
  }

  /** @param url of the server, with host and port */
  static async start(url: string): Promise<PortProxy> {
    const target = new URL(url);
    const sockets = new Set<Socket>();
    const server = createServer((client) => {
      const upstream = connect(Number(target.port), target.hostname);
      for (const [socket, other] of [
        [client, upstream],
        [upstream, client],
      ] as const) {
        sockets.add(socket);
        socket
          .on('error', () => socket.destroy())
          .on('close', () => {
            sockets.delete(socket);
            other.destroy();
          });
      }
      client.pipe(upstream).pipe(client);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('unreachable: it listens on a port');
    const proxied = new URL(url);
    proxied.host = `127.0.0.1:${address.port}`;
    return new PortProxy(server, sockets, proxied.href);
  }

  /** Breaks all connections, and every new one. */
  cut(): void {
    this.#isCut = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  mend(): void {
    this.#isCut = false;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
