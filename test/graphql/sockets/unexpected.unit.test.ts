import { buildSchema } from 'graphql';
import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { type BareServer, startBareServer } from '../bareServer.ts';

let server: BareServer;
beforeAll(async () => {
  const schema = buildSchema('type Query { title: String } type Subscription { broken: String }');
  const { broken } = schema.getSubscriptionType()?.getFields() ?? {};
  // Of which nobody here can make results: a fault of ours, and thrown as one.
  if (broken) broken.subscribe = async function* () {};
  server = await startBareServer({ schema });
});
afterAll(() => server[Symbol.asyncDispose]());

it('what fails unexpectedly in one operation is told to that one, and ends no other', async () => {
  await using stack = new AsyncDisposableStack();
  const closed: unknown[] = [];
  const client = createClient({
    url: server.url.replace('http', 'ws'),
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    lazy: false,
    onNonLazyError: () => {},
    on: { closed: (event) => closed.push(event) },
  });
  stack.defer(() => client.dispose());

  const failed = await client.iterate({ query: 'subscription { broken }' }).next();
  const other = await client.iterate({ query: '{ title }' }).next();

  expect(failed.value).toMatchObject({ errors: [{ message: 'Internal error', extensions: { code: 'INTERNAL' } }] });
  expect(other.value).toEqual({ data: { title: null } });
  expect(closed).toEqual([]);
});
