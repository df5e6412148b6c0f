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
  let end: string | undefined;
  const ended = read()
    .catch((error: unknown) => String(error))
    .then((how) => (end = how));
  return {
    raw,
    results,
    get end() {
      return end;
    },
    ended,
    [Symbol.asyncDispose]: async () => {
      abort.abort();
      await ended;
    },
  };
};

const messageSchema = z.looseObject({ type: z.string(), payload: z.unknown().optional() });

const webSocket: Open = async ({ url, query, variables, authorization }) => {
  const socket = new WebSocket(url.replace('http', 'ws'), ['graphql-transport-ws']);
  const raw: string[] = [];
  const results: Result[] = [];
  let end: string | undefined;
  const ended = once(socket, 'close').then(([code, reason]) => (end = `${code} ${reason}`.trim()));
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
  return {
    raw,
    results,
    get end() {
      return end;
    },
    ended,
    [Symbol.asyncDispose]: async () => {
      socket.terminate();
      await ended;
    },
  };
};

/** Every way for changes to come. */
export const streams = { SSE: serverSentEvents, WebSocket: webSocket } as const satisfies Readonly<
  Record<string, Open>
>;

export type StreamName = keyof typeof streams;

export const streamNames: readonly StreamName[] = ['SSE', 'WebSocket'];
