import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ask, send } from './request.ts';
import { activity, curator } from './rows.ts';
import { SocketClient } from './socketClient.ts';
import { startTestServer, type TestServer } from './testServer.ts';

const ada = 'did:plc:ada';
const query = `{ curator(id: "${ada}") { handle } }`;

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer();
  await curator(server.prisma, ada);
});
afterEach(() => server[Symbol.asyncDispose]());

describe('while the database is away', () => {
  it('a query is told to come again later, and is answered then', async () => {
    server.network.cut();
    const { status, data, errors } = await send(server, { query });
    expect({ status, data }).toEqual({ status: 200, data: { curator: null } });
    expect(errors).toMatchObject([{ extensions: { code: 'SERVICE_UNAVAILABLE' } }]);
    expect(server.logged).toMatchObject([{ level: 'warn' }]);

    server.network.mend();
    expect(await ask(server, { query })).toEqual({ curator: { handle: 'ada' } });
  });

  it('a change waits for its subscriber, and is not passed over', async () => {
    const { id } = await activity(server.prisma, { actorId: ada, seq: 1 });
    await using client = new SocketClient(server);
    const changes = client.operation(
      'subscription { feedChanged(feed: { global: true }) { ... on FeedItemAdded { cursor item { actor { handle } } } } }',
    );
    const first = changes.next();
    await expect.poll(() => server.liveFeed.open).toBe(1);

    server.network.cut();
    server.liveFeed.emit({ op: 'ADDED', cursor: 'c1', activityId: id });
    // By the time that these are answered, the change was tried too.
    await send(server, { query });
    await send(server, { query });

    server.network.mend();
    expect(await first).toEqual({ data: { feedChanged: { cursor: 'c1', item: { actor: { handle: 'ada' } } } } });
  });
});
