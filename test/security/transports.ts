import { WebSocket } from 'ws';
import { z } from 'zod';

/** One operation, as a client sends it. */
export interface Operation {
  readonly query: string;
  /** By name; whatever else somebody may send for them. */
  readonly variables?: unknown;
  readonly operationName?: unknown;
  readonly extensions?: unknown;
}

export interface Asked extends Operation {
  /** Of the API, such as `http://127.0.0.1:4000/graphql`. */
  readonly url: string;
  /** As in the HTTP header: "Bearer …". */
  readonly authorization?: string | undefined;
}

const errorSchema = z.looseObject({
  message: z.string(),
  extensions: z.looseObject({ code: z.string(), requestId: z.string() }),
});
/** Each error must have a code and a request's id. */
export const resultSchema = z.looseObject({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z.array(errorSchema).optional(),
});

export type Result = z.infer<typeof resultSchema>;

/** All that came back. */
export interface Reply {
  /** The first result; a socket that is closed without one has none. */
  readonly result: Result | undefined;
  /** Over HTTP. */
  readonly status?: number;
  /** How a socket was closed, if the server did it. */
  readonly closing?: { readonly code: number; readonly reason: string };
  /** Every byte that a client can read. */
  readonly raw: string;
}

export type Transport = (asked: Asked) => Promise<Reply>;

export const http =
  (headers: Readonly<Record<string, string>>): Transport =>
  async ({ url, authorization, ...operation }) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { ...headers, ...(authorization && { authorization }) },
      body: JSON.stringify(operation),
    });
    const text = await response.text();
    const raw = `${response.status} ${response.statusText}\n${JSON.stringify([...response.headers])}\n${text}`;
    return { result: resultSchema.parse(JSON.parse(firstEvent(text) ?? text)), status: response.status, raw };
  };

/** Undefined for what is no event stream. */
const firstEvent = (text: string): string | undefined => /^event: next\ndata: (.*)$/m.exec(text)?.[1];

const messageSchema = z.looseObject({ type: z.string(), payload: z.unknown().optional() });

const webSocket: Transport = ({ url, authorization, ...operation }) =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(url.replace('http', 'ws'), ['graphql-transport-ws']);
    let raw = '';
    const settle = (reply: Omit<Reply, 'raw'>): void => {
      resolve({ ...reply, raw });
      socket.terminate();
    };
    const send = (message: object): void => socket.send(JSON.stringify(message));
    socket.once('error', reject);
    socket.once('open', () => send({ type: 'connection_init', payload: authorization ? { authorization } : {} }));
    socket.once('close', (code, reason) => {
      raw += `${code} ${reason.toString()}`;
      settle({ result: undefined, closing: { code, reason: reason.toString() } });
    });
    socket.on('message', (data: Buffer) => {
      raw += `${data.toString()}\n`;
      const { type, payload } = messageSchema.parse(JSON.parse(data.toString()));
      if (type === 'connection_ack') send({ type: 'subscribe', id: '1', payload: operation });
      else if (type === 'next') settle({ result: resultSchema.parse(payload) });
      else if (type === 'error') settle({ result: resultSchema.parse({ errors: payload }) });
    });
  });

const json = { 'content-type': 'application/json', accept: 'application/json' };

/** Every way for an operation to come in, with one result to come back. */
export const transports = {
  HTTP: http(json),
  // With this it is not what the direct way takes for plain.
  'HTTP through Yoga': http({ ...json, 'content-type': 'application/json; charset=utf-8; x=1' }),
  SSE: http({ ...json, accept: 'text/event-stream' }),
  WebSocket: webSocket,
} as const satisfies Readonly<Record<string, Transport>>;

export type TransportName = keyof typeof transports;

export const transportNames = Object.keys(transports).filter((name): name is TransportName => name in transports);
