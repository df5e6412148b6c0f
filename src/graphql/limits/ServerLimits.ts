import type { IncomingMessage } from 'node:http';
import type { LimitMetrics } from '../../shared/application/Metrics.ts';
import type { Places } from '../../shared/application/Places.ts';
import type { RateLimiter } from '../../shared/application/RateLimiter.ts';
import type { DocumentLimits } from './DocumentLimits.ts';
import type { Refusals } from './PacedRefusals.ts';

/** What is left out has its default, or is not limited. */
export interface ServerLimits {
  readonly documents?: DocumentLimits;
  readonly sockets?: SocketLimits;
  /** Operations in a second. */
  readonly rates?: RateLimits;
  readonly places?: PlaceLimits;
  /** Queries and mutations that are executed at a time; of those that wait, each address' in turn. */
  readonly atATime?: number;
  /** How many of one address may wait for that. Default: without a bound. */
  readonly waitingOperations?: number;
  /** And for how long, in ms. Default 5 s. */
  readonly maxWaitMs?: number;
  /** Whose request it is. Default: the address of its connection. */
  readonly addressOf?: (request: IncomingMessage) => string;
  /** Told of what is refused because too much of its address waits, or of its socket is prepared. Default: nobody is. */
  readonly metrics?: Pick<LimitMetrics, 'refused'>;
}

export interface RateLimits {
  readonly perViewer?: RateLimiter | undefined;
  readonly perAddress?: RateLimiter | undefined;
  /** When clients are told. Default: at once. Ends with the server. */
  readonly refusals?: (Refusals & Disposable) | undefined;
}

/** What may be open at a time. */
export interface PlaceLimits {
  /** Of those with a token. */
  readonly perViewer?: Places | undefined;
  /** Of those without. */
  readonly perAddress?: Places | undefined;
}

export interface SocketLimits {
  /** MAX_SOCKET_SUBSCRIPTIONS: 20 at a time on one socket. */
  readonly subscriptions: number;
  /** MAX_SOCKET_FRAME_KB: 64 KB. */
  readonly frameBytes: number;
  /** SOCKET_INIT_SECONDS: 10 s until connection_init must have come. */
  readonly initMs: number;
  /** SOCKET_PING_SECONDS: 12 s between two pings. */
  readonly pingMs: number;
  /**
   * MAX_WAITING_SOCKETS_PER_ADDRESS: 100 sockets of one address that have not sent connection_init, and as many of its upgrades that wait for
   * their turn; 0: without a bound.
   */
  readonly waitingPerAddress: number;
}

export const defaultSocketLimits: SocketLimits = {
  subscriptions: 20,
  frameBytes: 64 * 1024,
  initMs: 10_000,
  pingMs: 12_000,
  waitingPerAddress: 100,
};
