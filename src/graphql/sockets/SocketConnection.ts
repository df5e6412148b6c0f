import type { Duplex } from 'node:stream';
import { CloseCode, type WebSocket as ProtocolSocket } from 'graphql-ws';
import type { WebSocket } from 'ws';
import type { Logger } from '../../shared/application/Logger.ts';
import type { CuratorId } from '../../shared/domain/CuratorId.ts';
import { ClientMessages } from './ClientMessages.ts';
import { type DrainListener, FrameWriter } from './FrameWriter.ts';
import type { Heartbeat } from './Heartbeat.ts';
import type { WriteTick } from './WriteTick.ts';

export interface SocketConnectionOptions {
  readonly socket: WebSocket;
  /** What the socket is spoken over. Without compression: results are written to it past the socket. */
  readonly transport: Duplex;
  readonly tick: WriteTick;
  readonly logger: Logger;
  /** Each is a ping. Who has not answered one by the next is closed with 1013, and cut off by the one after. */
  readonly heartbeat: Heartbeat;
  /** Whose socket it is: see ServerLimits. */
  readonly address: string;
}

export interface Preparation<T> {
  readonly prepare: () => Promise<T>;
  /** Told once of a socket, when it is closed for it. */
  readonly refused: () => void;
}

/** One WebSocket, for graphql-ws to speak its protocol over. Its clients connect again after each of the closings made here. */
export class SocketConnection implements ProtocolSocket {
  readonly #socket: WebSocket;
  readonly #logger: Logger;
  readonly #open = new DisposableStack();
  /** Among those of its viewer, or of its address. */
  #place: Disposable | undefined;
  readonly #results: FrameWriter;
  readonly address: string;
  #viewer: CuratorId | null = null;
  #isAlive = true;
  /** How much there is during which it is not listened to. */
  #unheardDuring = 0;
  /** Operations that are being prepared. */
  #preparing = 0;
  /** Of the subscriptions that run on it, and of those that are about to. */
  #subscriptions: Set<string> | undefined;

  constructor({ socket, transport, tick, logger, heartbeat, address }: SocketConnectionOptions) {
    this.#socket = socket;
    this.#logger = logger;
    this.address = address;
    this.#results = new FrameWriter(transport, tick, () => socket.readyState === socket.OPEN);
    this.#open.use(heartbeat.join(this));
    this.#open.defer(() => this.#place?.[Symbol.dispose]());
    socket.on('pong', () => {
      this.#isAlive = true;
    });
    // Frames that are too long, broken or not UTF-8: ws closes the socket itself.
    socket.on('error', (error) => logger.info({ err: error }, 'a socket broke'));
  }

  /** Whom its token named: that of connection_init, or the first good one that came with an operation. */
  get viewer(): CuratorId | null {
    return this.#viewer;
  }

  get protocol(): string {
    return this.#socket.protocol;
  }

  /** @param watch ends the socket with the token; disposed when the socket closes, or has closed already. */
  authenticated(viewer: CuratorId, watch: Disposable): void {
    this.#viewer = viewer;
    if (this.#open.disposed) watch[Symbol.dispose]();
    else this.#open.use(watch);
  }

  /** Gives back the one it had, and this one when the socket is closed: at once if it is already. */
  keepPlace(place: Disposable): void {
    this.#place?.[Symbol.dispose]();
    this.#place = place;
    if (this.#open.disposed) place[Symbol.dispose]();
  }

  /** Whether one more subscription may run on it, which then is one of them until its operation ends. */
  beginSubscription(id: string, max: number): boolean {
    this.#subscriptions ??= new Set();
    if (this.#subscriptions.size >= max) return false;
    this.#subscriptions.add(id);
    return true;
  }

  /**
   * Prepares one more operation. Resolves to undefined, with nothing done but the socket closed with 1013, where so many are being prepared: all that is in
   * one chunk of the network comes in one turn, before any of it can be refused.
   */
  async preparing<T>(max: number, { prepare, refused }: Preparation<T>): Promise<T | undefined> {
    if (this.#preparing >= max) {
      // What had waited for the end of another operation comes after the closing as well.
      if (this.#socket.readyState === this.#socket.OPEN) refused();
      this.tryAgainLater('Too many operations at once');
      return undefined;
    }
    this.#preparing += 1;
    try {
      return await prepare();
    } finally {
      this.#preparing -= 1;
    }
  }

  /** Others of its address wait for connection_init as well, and it has waited longest. */
  evict(): void {
    this.close(CloseCode.ConnectionInitialisationTimeout, 'Too many sockets of this address wait for connection_init');
  }

  forbid(reason: string): void {
    this.close(CloseCode.Forbidden, reason);
  }

  /** For what may work later, or on another instance. */
  tryAgainLater(reason = 'Try again later'): void {
    this.close(1013, reason);
  }

  /** After what was written. */
  close(code?: number, reason?: string): void {
    this.#results.flush();
    this.#socket.close(code, reason);
  }

  /** Whether the client has so much to take already that it must not be sent more results. */
  get isFull(): boolean {
    return this.#results.isFull;
  }

  /** Calls the listener once, when that is over. */
  onceDrained(listener: DrainListener): void {
    this.#results.onceDrained(listener);
  }

  forgetDrained(listener: DrainListener): void {
    this.#results.forget(listener);
  }

  /** Sends a message in two parts, the second of which may be common to many sockets: all of a turn of the event loop at once. */
  sendResult(head: Uint8Array, tail: Uint8Array): void {
    this.#results.write(head, tail);
  }

  /** Resolves when the frame has left: a client who does not read is not sent more. */
  async send(data: string): Promise<void> {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    this.#results.flush();
    await new Promise<void>((resolve) => {
      // A failure is followed by the socket's own error and close: there is nobody left to tell.
      this.#socket.send(data, () => resolve());
    });
  }

  onMessage(receive: (data: string) => Promise<void>): void {
    const messages = new ClientMessages({
      receive,
      close: (code, reason) => this.close(code, reason),
      ended: (id) => this.#subscriptions?.delete(id),
    });
    this.#socket.on('message', (data: Buffer) => {
      // A client need not answer the closing: what it says after it is nothing to us, or a token that has ended would be good for more.
      if (this.#socket.readyState !== this.#socket.OPEN) return;
      this.#listenWhenRead();
      messages.handle(data.toString()).catch((error: unknown) => {
        this.#logger.error({ err: error }, 'a message on a socket could not be handled');
        this.close(CloseCode.InternalServerError, 'Internal error');
      });
    });
  }

  /** A client that does not read its answers is not listened to: what it asks for would wait here without a bound. */
  #listenWhenRead(): void {
    if (!this.isFull || this.#socket.isPaused) return;
    this.#socket.pause();
    this.#listen();
  }

  /** As soon as nothing is against it. */
  #listen(): void {
    if (this.#unheardDuring > 0) return;
    if (this.isFull) this.onceDrained({ drained: () => this.#listen() });
    else this.#socket.resume();
  }

  /** Is not listened to meanwhile. Settles as that does. */
  async unheardDuring<T>(settling: Promise<T>): Promise<T> {
    this.#unheardDuring += 1;
    this.#socket.pause();
    try {
      return await settling;
    } finally {
      this.#unheardDuring -= 1;
      this.#listen();
    }
  }

  /** @param closed ends what was running on the socket. */
  onClose(closed: (code: number, reason: string) => Promise<void>): void {
    this.#socket.once('close', (code, reason) => {
      this.#open.dispose();
      closed(code, reason.toString()).catch((error: unknown) => {
        this.#logger.error({ err: error }, 'what ran on a socket could not be ended');
      });
    });
  }

  /** Without it, nobody would notice a client that went without a word, or that takes nothing. */
  beat(): void {
    const socket = this.#socket;
    if (socket.readyState !== socket.OPEN) return socket.terminate();
    if (!this.#isAlive) return this.tryAgainLater();
    this.#isAlive = false;
    socket.ping();
  }
}
