import type { IncomingMessage } from 'node:http';

/** What became of a request's body. `gone`: the connection broke, or its time was up, before the body was complete. */
export type BodyReading = Buffer | 'too long' | 'gone';

export const noBytes = Buffer.alloc(0);

/** Whether the request announces a longer body. One that comes in chunks announces nothing: it is counted. */
export const announcesMoreThan = (maxBytes: number, { headers }: IncomingMessage): boolean =>
  Number(headers['content-length'] ?? 0) > maxBytes;

/**
 * Reads the whole body into memory, at most `maxBytes` of it: the rest stays with the connection, whose reading pauses. Never rejects.
 */
export function readBody(request: IncomingMessage, maxBytes: number): Promise<BodyReading> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const onData = (chunk: Buffer): void => {
      bytes += chunk.length;
      chunks.push(chunk);
      if (bytes <= maxBytes) return;
      request.off('data', onData).pause();
      resolve('too long');
    };
    // Left to the request, with which they go: taking them off costs more than a second call, which changes nothing.
    const onEnd = (): void => resolve(joined(chunks));
    // Without a listener for `error`, Node tells of a broken request by this alone.
    const onClose = (): void => resolve('gone');
    request.on('data', onData).on('end', onEnd).on('close', onClose);
  });
}

/** Whether there is anything to read. */
export const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

function joined(chunks: readonly Buffer[]): Buffer {
  const [first = noBytes] = chunks;
  return chunks.length <= 1 ? first : Buffer.concat(chunks);
}
