import { once } from 'node:events';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { type Asked, type Result, resultSchema } from './transports.ts';

/** A subscription that is open. */
export interface Stream extends AsyncDisposable {
  /** What has come, as it came. */
  readonly raw: readonly string[];
  /** The same, read. */
  readonly results: readonly Result[];
  /** How it ended, in a word; undefined as long as it goes on. */
  readonly end: string | undefined;
  readonly ended: Promise<string>;
}

type Open = (asked: Asked) => Promise<Stream>;

function streamOf({
  close,
  ...parts
}: Pick<Stream, 'raw' | 'results' | 'ended'> & { readonly close: () => void }): Stream {
  let end: string | undefined;
  const ended = parts.ended.then((how) => (end = how));
  return {
    ...parts,
    get end() {
      return end;
    },
    ended,
    [Symbol.asyncDispose]: async () => {
      close();
      await ended;
    },
  };
}

const serverSentEvents: Open = async ({ url, query, variables, authorization }) => {
  const abort = new AbortController();
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'text/event-stream',
      ...(authorization && { authorization }),
    },
    body: JSON.stringify({ query, variables }),
    signal: abort.signal,
  });
  const raw: string[] = [];
  const results: Result[] = [];
  const read = async (): Promise<string> => {
    let text = '';
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const events = `${text}${chunk}`.split('\n\n');
      text = events.pop() ?? '';
      raw.push(...events);
      for (const event of events) {
        const [, data] = /^event: next\ndata: (.*)$/m.exec(event) ?? [];
        if (data) results.push(resultSchema.parse(JSON.parse(data)));
      }
    }
    return response.ok ? 'complete' : String(response.status);
  };
  const ended = read().catch((error: unknown) => String(error));
  return streamOf({ raw, results, ended, close: () => abort.abort() });
};

const messageSchema = z.looseObject({ type: z.string(), payload: z.unknown().optional() });

const webSocket: Open = async ({ url, query, variables, authorization }) => {
  const socket = new WebSocket(url.replace('http', 'ws'), ['graphql-transport-ws']);
  const raw: string[] = [];
  const results: Result[] = [];
  const ended = once(socket, 'close').then(([code, reason]) => `${code} ${reason}`.trim());
  await once(socket, 'open');
  const send = (message: object): void => socket.send(JSON.stringify(message));
  socket.on('message', (data: Buffer) => {
    raw.push(data.toString());
    const { type, payload } = messageSchema.parse(JSON.parse(data.toString()));
    if (type === 'connection_ack') send({ type: 'subscribe', id: '1', payload: { query, variables } });
    else if (type === 'next') results.push(resultSchema.parse(payload));
    else if (type === 'error') results.push(resultSchema.parse({ errors: payload }));
  });
  send({ type: 'connection_init', payload: authorization ? { authorization } : {} });
  return streamOf({ raw, results, ended, close: () => socket.terminate() });
};

/** Every way for changes to come. */
export const streams = { SSE: serverSentEvents, WebSocket: webSocket } as const satisfies Readonly<
  Record<string, Open>
>;

export type StreamName = keyof typeof streams;

export const streamNames: readonly StreamName[] = ['SSE', 'WebSocket'];
