import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { resultSchema } from './request.ts';

/** One operation, as a client sends it. */
export interface Asked {
  readonly query?: string;
  readonly documentId?: string;
  readonly variables?: Record<string, unknown>;
  readonly extensions?: Record<string, unknown>;
}

interface Told {
  /** Of HTTP. */
  readonly status?: number;
  readonly data?: unknown;
  readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code: string } }[] | undefined;
}

type Ask = (url: string, operation: Asked) => Promise<Told>;

const csrf = { 'x-graphql-csrf': '1' };
const responseJson = 'application/graphql-response+json';

const told = async (response: Response): Promise<Told> => ({
  status: response.status,
  ...resultSchema.parse(await response.json()),
});

const post = (accept: string) => (url: string, operation: Asked) =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept },
    body: JSON.stringify(operation),
  });

const overHttp: Ask = async (url, operation) => told(await post(responseJson)(url, operation));

/** Accepted so, what it is goes to Yoga to be found out. */
const overHttpByYoga: Ask = async (url, operation) => told(await post(`*/json, ${responseJson}`)(url, operation));

const byGet: Ask = async (url, { variables, extensions, ...texts }) => {
  const search = new URLSearchParams({
    ...texts,
    ...(variables && { variables: JSON.stringify(variables) }),
    ...(extensions && { extensions: JSON.stringify(extensions) }),
  });
  return told(await fetch(`${url}?${search}`, { headers: { ...csrf, accept: responseJson } }));
};

const overEvents: Ask = async (url, operation) => {
  const response = await post('text/event-stream')(url, operation);
  const text = await response.text();
  const [, data] = /event: next\ndata: (.*)\n\n/.exec(text) ?? [];
  return { status: response.status, ...resultSchema.parse(JSON.parse(data ?? text)) };
};

const overWebSocket: Ask = async (url, { query = '', ...operation }) => {
  const client = createClient({ url: url.replace('http', 'ws'), webSocketImpl: WebSocket, retryAttempts: 0 });
  try {
    // What is wrong with an operation comes as a message of its own, which is its result here.
    return await new Promise<Told>((resolve, reject) => {
      client.subscribe(
        { query, ...operation },
        {
          next: (result) => resolve(resultSchema.parse(result)),
          error: (error) =>
            Array.isArray(error) ? resolve(resultSchema.parse({ errors: error })) : reject(new Error(String(error))),
          complete: () => reject(new Error('no result')),
        },
      );
    });
  } finally {
    await client.dispose();
  }
};

/** Each way in which a client can ask for something. */
export const transports: readonly (readonly [name: string, ask: Ask])[] = [
  ['HTTP', overHttp],
  ['HTTP by Yoga', overHttpByYoga],
  ['GET', byGet],
  ['server-sent events', overEvents],
  ['WebSocket', overWebSocket],
];
