import { buildSchema } from 'graphql';
import { apiOverHttp } from '../../src/composition/apiOverHttp.ts';
import type { GraphQLContext } from '../../src/graphql/context.ts';
import { createGraphQLServer } from '../../src/graphql/server.ts';
import { type GraphQLServerOptions, graphqlPath } from '../../src/graphql/serverOptions.ts';
import { HttpServer } from '../../src/shared/infrastructure/http/HttpServer.ts';
import { Readiness } from '../../src/shared/infrastructure/http/Readiness.ts';
import { memoryLogger } from '../shared/logging/memoryLogger.ts';
import { fakeAuthenticate } from './fakeTokens.ts';

/** What clients ask for here has no effect and no answer but null: the tests are of how they ask. */
const schema = buildSchema(`
  enum Kind { NOTE, LINK }
  input Filter { kind: Kind }
  type Query { title: String, count(filter: Filter, kind: Kind): Int }
  type Mutation { rename: String }
  type Subscription { renamed: String }
`);

const context: GraphQLContext = Object.create(null);

/** All transports on a real port, with a small schema and nothing behind it. */
export async function startBareServer(options: Partial<GraphQLServerOptions> = {}) {
  await using stack = new AsyncDisposableStack();
  const memory = await memoryLogger();
  const { logger } = memory;
  let made = 0;
  const ids = { next: () => `new-${(made += 1)}` };
  const graphql = createGraphQLServer({
    schema,
    contextFor: () => Promise.resolve(context),
    authenticate: fakeAuthenticate,
    isOutage: () => false,
    ids,
    clock: { now: () => new Date() },
    logger,
    introspection: false,
    graphiql: false,
    ...options,
  });
  const http = stack.use(
    await HttpServer.listen({
      host: '127.0.0.1',
      port: 0,
      logger,
      ids,
      readiness: new Readiness({ checks: [], logger }),
      ...apiOverHttp(graphql),
      drainMs: 0,
    }),
  );
  stack.use(graphql);
  const running = stack.move();
  return {
    ...memory,
    url: `${http.url}${graphqlPath}`,
    origin: http.url,
    /** For upgrades that come in one turn of the event loop. */
    upgrade: (...upgrade: Parameters<typeof graphql.upgrade>) => graphql.upgrade(...upgrade),
    /** Stops serving, as a deploy does. */
    stop: () => graphql[Symbol.asyncDispose](),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

export type BareServer = Awaited<ReturnType<typeof startBareServer>>;
