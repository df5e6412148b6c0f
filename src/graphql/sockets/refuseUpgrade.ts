import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

/** How long the answer may take to be read. */
const lingerMs = 2_000;

/**
 * Answers in place of the handshake. A page is not told more than that there is no socket for it. The connection ends whether
 * the client ends its half or not: none of an HTTP server's time limits apply to it any more.
 *
 * @param retryAfterSeconds told as Retry-After.
 */
export function refuseUpgrade(socket: Duplex, status: 403 | 404 | 429 | 503, retryAfterSeconds?: number): void {
  const headers = ['Connection: close', 'Content-Length: 0'];
  if (retryAfterSeconds !== undefined) headers.push(`Retry-After: ${retryAfterSeconds}`);
  const cut = setTimeout(() => socket.destroy(), lingerMs);
  socket.once('close', () => clearTimeout(cut));
  socket.once('finish', () => socket.destroy());
  socket.end([`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...headers, '', ''].join('\r\n'));
}
