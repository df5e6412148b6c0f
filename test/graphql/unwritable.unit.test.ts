import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { GraphQLObjectType, GraphQLScalarType, GraphQLSchema } from 'graphql';
import { expect, it } from 'vitest';
import type { GraphQLContext } from '../../src/graphql/context.ts';
import { createGraphQLServer } from '../../src/graphql/server.ts';
import { listen } from '../../src/shared/infrastructure/http/listen.ts';
import { memoryLogger } from '../shared/logging/memoryLogger.ts';
import { fakeAuthenticate } from './fakeTokens.ts';

/** With a mistake in it: JSON has no words for a bigint. */
const schema = new GraphQLSchema({
  query: new GraphQLObjectType({
    name: 'Query',
    fields: { number: { type: new GraphQLScalarType({ name: 'Number', serialize: () => 1n }), resolve: () => 1 } },
  }),
});

const context: GraphQLContext = Object.create(null);

it.each([true, false])(
  'a result that cannot be written is an internal error (the direct way: %s)',
  async (directWay) => {
    const { logger, entries } = await memoryLogger();
    await using graphql = createGraphQLServer({
      schema,
      contextFor: () => Promise.resolve(context),
      authenticate: fakeAuthenticate,
      isOutage: () => false,
      ids: { next: () => 'new' },
      clock: { now: () => new Date() },
      logger,
      introspection: false,
      graphiql: false,
      directWay,
    });
    const server = createServer((request, response) => {
      buffer(request).then(
        (body) => graphql.handle(request, response, { requestId: 'fixed', body }),
        () => response.destroy(),
      );
    });
    const url = await listen(server, { host: '127.0.0.1', port: 0 });
    const headers = { 'content-type': 'application/json', connection: 'close' };

    const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body: '{"query":"{ number }"}' });
    server.close();

    expect(response.status).toBe(500);
    expect(await response.json()).toEqual({
      errors: [{ message: 'Internal error', extensions: { code: 'INTERNAL', requestId: 'fixed' } }],
    });
    expect(entries()).toMatchObject([{ level: 'error', requestId: 'fixed', err: { type: 'TypeError' } }]);
  },
);
