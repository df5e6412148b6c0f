import { CloseCode, type WebSocket as ProtocolSocket } from 'graphql-ws';
import type { WebSocket } from 'ws';
import type { Clock } from '../shared/application/Clock.ts';
import type { Logger } from '../shared/application/Logger.ts';
import type { VerifiedToken } from '../shared/application/TokenVerifier.ts';
import type { CuratorId } from '../shared/domain/CuratorId.ts';
import { schedule } from './schedule.ts';

const defaultPingMs = 12_000;

/** One WebSocket, for graphql-ws to speak its protocol over. Its clients connect again after each of the closings made here. */
export class SocketConnection implements ProtocolSocket {
  readonly #socket: WebSocket;
  readonly #logger: Logger;
  readonly #open = new DisposableStack();
  #viewer: CuratorId | null = null;

  /** @param pingMs between two pings. Who has not answered one by the next is closed with 1013, and cut off by the one after. Default 12 s. */
  constructor(socket: WebSocket, logger: Logger, pingMs = defaultPingMs) {
    this.#socket = socket;
    this.#logger = logger;
    this.#open.use(this.#pingRegularly(pingMs));
    // Frames that are too long, broken or not UTF-8: ws closes the socket itself.
    socket.on('error', (error) => logger.info({ err: error }, 'a socket broke'));
  }

  /** Whom the token of connection_init named. */
  get viewer(): CuratorId | null {
    return this.#viewer;
  }

  get protocol(): string {
    return this.#socket.protocol;
  }

  authenticated({ curatorId, expiresAt }: VerifiedToken, clock: Clock): void {
    this.#viewer = curatorId;
    if (!this.#open.disposed) this.#open.use(schedule(clock, expiresAt, () => this.forbid('the token has expired')));
  }

  forbid(reason: string): void {
    this.close(CloseCode.Forbidden, reason);
  }

  /** For what may work later, or on another instance. */
  tryAgainLater(): void {
    this.close(1013, 'Try again later');
  }

  close(code?: number, reason?: string): void {
    this.#socket.close(code, reason);
  }

  /** Resolves when the frame has left: a client who does not read is not sent more. */
  async send(data: string): Promise<void> {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    await new Promise<void>((resolve) => {
      // A failure is followed by the socket's own error and close: there is nobody left to tell.
      this.#socket.send(data, () => resolve());
    });
  }

  onMessage(receive: (data: string) => Promise<void>): void {
    this.#socket.on('message', (data: Buffer) => {
      receive(data.toString()).catch((error: unknown) => {
        this.#logger.error({ err: error }, 'a message on a socket could not be handled');
        this.close(CloseCode.InternalServerError, 'Internal error');
      });
    });
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
  #pingRegularly(pingMs: number): Disposable {
    const socket = this.#socket;
    let isAlive = true;
    socket.on('pong', () => {
      isAlive = true;
    });
    const timer = setInterval(() => {
      if (socket.readyState !== socket.OPEN) return socket.terminate();
      if (!isAlive) return this.tryAgainLater();
      isAlive = false;
      socket.ping();
    }, pingMs);
    return { [Symbol.dispose]: () => clearInterval(timer) };
  }
}
