import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** What becomes of a commit whose connection breaks. `unsent`: PostgreSQL never hears of it. `unanswered`: it is done, and nobody hears of it. */
export type CutCommit = 'unsent' | 'unanswered';

/** A way to PostgreSQL that breaks at a commit. */
export class CommitCut implements AsyncDisposable {
  /** The server's URL, by this way. */
  readonly url: string;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #next: CutCommit | undefined;

  private constructor(server: Server, target: URL, port: number) {
    this.#server = server;
    const url = new URL(target);
    url.host = `127.0.0.1:${port}`;
    this.url = url.href;
    server.on('connection', (client) => this.#join(client, target));
  }

  /** @param url of the server, with host and port */
  static async on(url: string): Promise<CommitCut> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('unreachable: it listens on a port');
    return new CommitCut(server, new URL(url), address.port);
  }

  /** The next commit is cut, and the ones after it are not. */
  cutNext(how: CutCommit): void {
    this.#next = how;
  }

  #join(client: Socket, { port, hostname }: URL): void {
    const upstream = connect(Number(port), hostname);
    const end = (): void => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      this.#sockets.add(socket);
      socket.on('error', end).on('close', end);
      socket.on('close', () => this.#sockets.delete(socket));
    }
    let isCut = false;
    client.on('data', (sent) => {
      const cut = sent.includes('COMMIT\0') ? this.#next : undefined;
      if (cut === 'unsent') end();
      else upstream.write(sent);
      if (cut) this.#next = undefined;
      isCut ||= cut === 'unanswered';
    });
    upstream.on('data', (answer) => {
      // The last of its answers says that no transaction is open any more: 'Z', its length, and 'I'.
      if (!isCut) client.write(answer);
      else if (answer.includes('Z\0\0\0\x05I')) end();
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
