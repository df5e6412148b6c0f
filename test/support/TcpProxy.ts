import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { choosePort } from '../../src/embedded/ports.ts';

/** A network between a client and a server on this machine, to be cut without either of them being told. */
export class TcpProxy implements AsyncDisposable {
  readonly port: number;
  readonly #server: Server;
  readonly #targetPort: number;
  readonly #sockets = new Set<Socket>();
  /** Of whose ends the other one is told nothing. */
  readonly #dead = new WeakSet<Socket>();
  #isCut = false;

  private constructor(port: number, targetPort: number) {
    this.port = port;
    this.#targetPort = targetPort;
    this.#server = createServer((socket) => this.#join(socket));
  }

  static async to(targetPort: number): Promise<TcpProxy> {
    const proxy = new TcpProxy(await choosePort(undefined), targetPort);
    proxy.#server.listen({ port: proxy.port, host: '127.0.0.1' });
    await once(proxy.#server, 'listening');
    return proxy;
  }

  /** From now on nothing goes through, on connections old and new, and none is closed. */
  cut(): void {
    this.#isCut = true;
    for (const socket of this.#sockets) {
      socket.unpipe().pause();
      this.#dead.add(socket);
    }
  }

  /** New connections go through; the old ones stay dead. */
  mend(): void {
    this.#isCut = false;
  }

  #join(client: Socket): void {
    this.#keep(client);
    if (this.#isCut) return;
    const server = this.#keep(connect({ port: this.#targetPort, host: '127.0.0.1' }));
    client.pipe(server);
    server.pipe(client);
    this.#endTogether(client, server);
    this.#endTogether(server, client);
  }

  /** A server that is not there, or resets the connection, is nothing that a client would have to find out by itself. */
  #endTogether(one: Socket, other: Socket): void {
    one.on('close', () => {
      if (!this.#dead.has(one)) other.destroy();
    });
  }

  #keep(socket: Socket): Socket {
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#sockets.delete(socket));
    return socket;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
