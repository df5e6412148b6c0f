import type { IncomingMessage } from 'node:http';
import { pipeline, Readable, type Transform } from 'node:stream';
import { constants, createBrotliDecompress, createGunzip } from 'node:zlib';

/** For the header `accept-encoding`: what `readBounded` can read. */
export const acceptedEncodings = 'gzip, br';

/** An answer in an encoding that was not asked for. */
export class UnknownEncodingError extends Error {
  override readonly name = 'UnknownEncodingError';
}

/**
 * The beginning of an answer, decompressed: at most `maxBytes`, and read from at most as many, so that neither its size nor what it unfolds to costs
 * more. The rest is not waited for. Rejects with UnknownEncodingError, and as the connection and the decompression do.
 */
export async function readBounded(response: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of upTo(decompressed(response, maxBytes), maxBytes)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function decompressed(response: IncomingMessage, maxBytes: number): AsyncIterable<Buffer> {
  const decoder = decoderOf(response.headers['content-encoding']);
  if (!decoder) return response;
  // What goes wrong comes to whoever reads the last stream.
  return pipeline(Readable.from(upTo(response, maxBytes)), decoder, () => undefined);
}

/** They put up with an end in the middle, because that is where a long answer is cut off. */
function decoderOf(encoding: string | undefined): Transform | undefined {
  switch (encoding?.trim().toLowerCase()) {
    case undefined:
    case '':
    case 'identity':
      return undefined;
    case 'gzip':
    case 'x-gzip':
      return createGunzip({ finishFlush: constants.Z_SYNC_FLUSH });
    case 'br':
      return createBrotliDecompress({ finishFlush: constants.BROTLI_OPERATION_FLUSH });
    default:
      throw new UnknownEncodingError(`the encoding ${encoding?.slice(0, 40)}`);
  }
}

/** Ends, and with it what it reads from, when it has given so many. */
async function* upTo(chunks: AsyncIterable<Buffer>, maxBytes: number): AsyncGenerator<Buffer> {
  let left = maxBytes;
  for await (const chunk of chunks) {
    yield chunk.subarray(0, left);
    left -= chunk.length;
    if (left <= 0) return;
  }
}
