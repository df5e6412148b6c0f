import type { IncomingMessage, ServerResponse } from 'node:http';
import { type RefusalWording, respondUnended } from './respond.ts';

/** What of a refused body is still taken and thrown away, and for how long. */
const maxDiscardedBytes = 1024 * 1024;
const maxDiscardMs = 2_000;

/**
 * Answers 413, and closes the connection when the client has sent the rest, has gone, or does not stop. Closing with bytes unread resets
 * the connection, and many a client then never reads why: so the answer goes out whole, and its end, which closes, comes later.
 */
export function refuseBody(request: IncomingMessage, response: ServerResponse, options: BodyRefusal): void {
  const { maxBytes, requestId, wording = asError } = options;
  const message = `The body of a request may have at most ${maxBytes} bytes`;
  respondUnended(response, 413, wording({ code: 'BODY_TOO_LONG', message, requestId }), { connection: 'close' });
  discardRest(request, () => response.end());
}

interface BodyRefusal {
  readonly maxBytes: number;
  readonly requestId: string;
  /** Default: as everything that is answered here. */
  readonly wording?: RefusalWording | undefined;
}

const asError: RefusalWording = ({ code, message }) => ({ error: { code, message } });

function discardRest(request: IncomingMessage, done: () => void): void {
  let bytes = 0;
  const timer = setTimeout(stop, maxDiscardMs);
  function stop(): void {
    clearTimeout(timer);
    request.off('data', count).off('end', stop).off('close', stop).pause();
    done();
  }
  function count(chunk: Buffer): void {
    bytes += chunk.length;
    if (bytes > maxDiscardedBytes) stop();
  }
  request.on('data', count).on('end', stop).on('close', stop).resume();
}
