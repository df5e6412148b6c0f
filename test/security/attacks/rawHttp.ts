import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { resultSchema } from '../transports.ts';
import { wordsFor } from './words.ts';

/** What came back for some bytes, until the server closed the connection. */
export interface RawAnswer {
  /** Of each response, one after the other: see words.ts. Empty if the connection was closed without one. */
  readonly words: string;
  /** As it came. */
  readonly text: string;
}

const patienceMs = 10_000;

export async function connected(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port) });
  socket.on('error', () => {}); // it was cut: that is an answer, too
  await once(socket, 'connect');
  return socket;
}

/** Sends bytes as they are. Rejects if the server leaves the connection open. */
export async function exchange(url: string, bytes: string | Uint8Array): Promise<RawAnswer> {
  const socket = await connected(url);
  let text = '';
  socket.setEncoding('utf8').on('data', (more: string) => {
    text += more;
  });
  const closed = once(socket, 'close').then(() => true);
  socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes);
  const patience = new AbortController();
  const isClosed = await Promise.race([closed, delay(patienceMs, false, { signal: patience.signal })]);
  patience.abort();
  socket.destroy();
  if (!isClosed) throw new Error(`the connection stays open after: ${text.slice(0, 500)}`);
  return { words: text.split(responseStart).filter(Boolean).map(wordsForResponse).join(' & '), text };
}

const responseStart = /(?=^HTTP\/1\.1 \d{3} )/m;

function wordsForResponse(response: string): string {
  const [, status = 'none'] = /^HTTP\/1\.1 (\d{3})/.exec(response) ?? [];
  const end = response.indexOf('\r\n\r\n') + 4;
  const isChunked = /^transfer-encoding: chunked\r$/im.test(response.slice(0, end));
  return `${status} ${bodyInWords(isChunked ? unchunked(response.slice(end)) : response.slice(end))}`.trim();
}

/** Of texts in ASCII. */
function unchunked(chunks: string): string {
  const [, size = '0'] = /^([0-9a-f]+)\r\n/i.exec(chunks) ?? [];
  const [start, length] = [size.length + 2, Number.parseInt(size, 16)];
  return length === 0 ? '' : chunks.slice(start, start + length) + unchunked(chunks.slice(start + length + 2));
}

const errorSchema = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

export function bodyInWords(body: string): string {
  if (!body.startsWith('{')) return body;
  const json: unknown = JSON.parse(body);
  const { data: own } = errorSchema.safeParse(json);
  return own ? `${own.error.code}: ${own.error.message}` : wordsFor(resultSchema.parse(json));
}
