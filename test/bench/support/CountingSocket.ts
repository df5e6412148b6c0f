import { connect, type Socket } from 'node:net';
import { clientFrame, clientMessage, upgradeRequest } from './clientFrames.ts';
import { FrameCounter, opcodes } from './FrameCounter.ts';

/** What is asked of the server over one socket. */
interface Subscription {
  /** Such as `http://127.0.0.1:4000/graphql`. */
  readonly url: string;
  readonly document: string;
  readonly token: string | null;
}

export interface CountingSocketOptions extends Subscription {
  /** A message of the subscription has come. */
  readonly onMessage: () => void;
  /** The connection ended, and nobody here had asked for it. */
  readonly onEnd: (reason: string) => void;
  /** Where it connects from. Default: as the system chooses. */
  readonly localAddress?: string;
}

const headEnd = '\r\n\r\n';
/** One for all sockets of the process: what was read is counted before the next is read. */
const readBuffer = Buffer.allocUnsafe(256 * 1024);

/** One subscriber over one WebSocket, by hand, so that it costs as little as can be: its messages are counted, not read. */
export class CountingSocket implements Disposable {
  readonly #options: CountingSocketOptions;
  readonly #socket: Socket;
  readonly #frames: FrameCounter;
  readonly #subscribed = Promise.withResolvers<void>();
  #head: string | undefined = '';
  #isAcknowledged = false;
  #isStalled = false;
  #isDisposed = false;

  private constructor(options: CountingSocketOptions) {
    this.#options = options;
    const url = new URL(options.url);
    this.#frames = new FrameCounter({
      message: () => this.#message(),
      control: (opcode, payload) => this.#control(opcode, payload),
    });
    this.#socket = connect({
      host: url.hostname,
      port: Number(url.port),
      noDelay: true,
      ...(options.localAddress !== undefined && { localAddress: options.localAddress }),
      onread: { buffer: readBuffer, callback: (size) => this.#take(readBuffer.subarray(0, size)) },
    });
    this.#socket.on('error', (error) => this.#ended(error.message));
    this.#socket.on('close', () => this.#ended('the connection was closed'));
    this.#socket.write(upgradeRequest(url));
  }

  /** Resolves when the subscription was sent: graphql-transport-ws does not say when it has begun. */
  static async open(options: CountingSocketOptions): Promise<CountingSocket> {
    const socket = new CountingSocket(options);
    await socket.#subscribed.promise;
    return socket;
  }

  /** Reads nothing any more. The socket stays open. */
  stall(): void {
    this.#isStalled = true;
  }

  #take(bytes: Uint8Array): boolean {
    if (this.#head === undefined) this.#frames.take(bytes);
    else this.#takeHead(this.#head + Buffer.from(bytes).toString('latin1'));
    return !this.#isStalled;
  }

  #takeHead(head: string): void {
    this.#head = head;
    const end = head.indexOf(headEnd);
    if (end < 0) return;
    if (!head.startsWith('HTTP/1.1 101'))
      return this.#ended(`the upgrade was answered by ${head.slice(0, head.indexOf('\r'))}`);
    this.#head = undefined;
    this.#socket.write(clientMessage({ type: 'connection_init', payload: this.#initPayload() }));
    this.#frames.take(Buffer.from(head.slice(end + headEnd.length), 'latin1'));
  }

  #initPayload(): object {
    const { token } = this.#options;
    return token === null ? {} : { authorization: `Bearer ${token}` };
  }

  #message(): void {
    if (this.#isAcknowledged) return this.#options.onMessage();
    this.#isAcknowledged = true;
    // An id as graphql-ws's client makes it.
    const id = crypto.randomUUID();
    this.#socket.write(clientMessage({ id, type: 'subscribe', payload: { query: this.#options.document } }));
    this.#subscribed.resolve();
  }

  #control(opcode: number, payload: Uint8Array): void {
    if (opcode === opcodes.ping) this.#socket.write(clientFrame(opcodes.pong, payload));
    else if (opcode === opcodes.close) this.#ended(`closed with ${((payload[0] ?? 0) << 8) + (payload[1] ?? 0)}`);
  }

  #ended(reason: string): void {
    if (this.#isDisposed) return;
    this[Symbol.dispose]();
    this.#subscribed.reject(new Error(reason));
    this.#options.onEnd(reason);
  }

  [Symbol.dispose](): void {
    this.#isDisposed = true;
    this.#socket.destroy();
  }
}
