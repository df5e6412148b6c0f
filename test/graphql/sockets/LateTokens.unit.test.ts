import { describe, expect, it } from 'vitest';
import type { GraphQLContext } from '../../../src/graphql/context.ts';
import type { GraphQLServerOptions } from '../../../src/graphql/serverOptions.ts';
import { type BareServer, startBareServer } from '../bareServer.ts';
import { bearer, fakeAuthenticate, forgedBearer } from '../fakeTokens.ts';
import { rawSocket } from '../socketClient.ts';

const ada = 'did:plc:ada';
const bob = 'did:plc:bob';
const context: GraphQLContext = Object.create(null);

/** An operation as GraphiQL sends it. */
const mutation = (id: string, authorization: string) => ({
  type: 'subscribe',
  id,
  payload: { query: 'mutation { rename }', extensions: { headers: { Authorization: authorization } } },
});

/** Of which viewers operations were executed. */
async function startServer(options: Partial<GraphQLServerOptions>) {
  const actedFor: (string | undefined)[] = [];
  const contextFor: GraphQLServerOptions['contextFor'] = async ({ viewer }) => {
    actedFor.push(viewer?.value);
    return context;
  };
  return { server: await startBareServer({ graphiql: true, contextFor, ...options }), actedFor };
}

async function acknowledged({ url }: BareServer) {
  const socket = await rawSocket({ socketUrl: url.replace('http', 'ws') });
  socket.send({ type: 'connection_init' });
  await expect.poll(() => socket.messages).toEqual([{ type: 'connection_ack' }]);
  return socket;
}

describe('a token that comes with an operation', () => {
  it('is whom the operation is counted for and executed as, also while another comes on the same socket', async () => {
    const first = Promise.withResolvers<void>();
    const second = Promise.withResolvers<void>();
    const counted: string[] = [];
    const { server, actedFor } = await startServer({
      authenticate: async (authorization) => {
        // Known only when the other has been admitted.
        if (authorization?.includes(bob)) await first.promise;
        return fakeAuthenticate(authorization);
      },
      limits: {
        rates: {
          perViewer: {
            consume: async (subject) => {
              counted.push(subject);
              first.resolve();
              if (counted.length > 1) second.resolve();
              await second.promise;
              return undefined;
            },
            consumeMore: async () => undefined,
          },
        },
      },
    });
    await using _running = server;
    using socket = await acknowledged(server);

    socket.send(mutation('1', bearer(ada)));
    socket.send(mutation('2', bearer(bob)));

    await expect.poll(() => socket.texts.filter((text) => text.includes('complete'))).toHaveLength(2);
    expect(counted).toEqual([ada, ada]);
    expect(actedFor).toEqual(counted);
  });

  it('is good although another that came before it is not', async () => {
    const { server, actedFor } = await startServer({});
    await using _running = server;
    using socket = await acknowledged(server);

    socket.send(mutation('1', forgedBearer));
    socket.send(mutation('2', bearer(ada)));

    await expect.poll(() => socket.messages).toHaveLength(4);
    expect(socket.texts.filter((text) => text.includes('"id":"1"')).join()).toContain('UNAUTHENTICATED');
    expect(actedFor).toEqual([ada]);
  });

  it('has nothing executed where its viewer has no place for one more socket', async () => {
    const { server, actedFor } = await startServer({
      limits: { places: { perViewer: { take: async () => undefined } } },
    });
    await using _running = server;
    using socket = await acknowledged(server);

    socket.send(mutation('1', bearer(ada)));

    expect(await socket.closed).toBe(1013);
    expect(actedFor).toEqual([]);
  });
});
