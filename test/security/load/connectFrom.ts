import { connect, type Socket } from 'node:net';
import type { Target } from './Target.ts';

/** After a failure of this machine's own, such as that it has no port left: the server has no part in it. */
const ownFailureMs = 100;

export interface Connecting extends Pick<Target, 'url' | 'tally'> {
  readonly localAddress: string;
  /** Told of a new connection. */
  readonly onConnect: (socket: Socket) => void;
}

/** Connects, and connects again at once whenever that connection has ended, for ever. */
export function keepConnected(connecting: Connecting): void {
  const { url, tally, localAddress, onConnect } = connecting;
  const socket = connect({ host: url.hostname, port: Number(url.port), noDelay: true, localAddress });
  let isOwnFailure = false;
  socket.once('connect', () => {
    tally.add('connections');
    onConnect(socket);
  });
  socket.on('error', (error) => {
    const code = 'code' in error ? String(error.code) : error.message;
    isOwnFailure = code.startsWith('EADDR');
    tally.add(`broken: ${code}`);
  });
  socket.once('close', () => {
    if (isOwnFailure) setTimeout(keepConnected, ownFailureMs, connecting);
    else setImmediate(keepConnected, connecting);
  });
}

/** The status of an answer that begins so. */
export const statusIn = (head: Buffer): string => head.toString('latin1', 'HTTP/1.1 '.length, 'HTTP/1.1 200'.length);
