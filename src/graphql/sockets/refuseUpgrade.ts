import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

/**
 * Answers in place of the handshake. A page is not told more than that there is no socket for it.
 *
 * @param retryAfterSeconds told as Retry-After.
 */
export function refuseUpgrade(socket: Duplex, status: 403 | 404 | 429 | 503, retryAfterSeconds?: number): void {
  const headers = ['Connection: close', 'Content-Length: 0'];
  if (retryAfterSeconds !== undefined) headers.push(`Retry-After: ${retryAfterSeconds}`);
  socket.end([`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...headers, '', ''].join('\r\n'));
}
