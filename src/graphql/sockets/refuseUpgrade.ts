import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

/** Answers in place of the handshake. A page is not told more than that there is no socket for it. */
export function refuseUpgrade(socket: Duplex, status: 403 | 404 | 503): void {
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
