import { PrismaPg } from '@prisma/adapter-pg';
import { apiOverHttp } from '../../src/composition/apiOverHttp.ts';
import { PrismaClient } from '../../src/generated/prisma/client.ts';
import { contextFactory } from '../../src/graphql/context.ts';
import { buildSchema } from '../../src/graphql/schema.ts';
import { createGraphQLServer } from '../../src/graphql/server.ts';
import { type GraphQLServerOptions, graphqlPath } from '../../src/graphql/serverOptions.ts';
import type { UseCases } from '../../src/graphql/useCases.ts';
import type { FeedNotice } from '../../src/modules/feeds/application/LiveFeed.ts';
import type { Feed } from '../../src/modules/feeds/domain/Feed.ts';
import type { NotificationNotice } from '../../src/modules/notifications/application/LiveNotifications.ts';
import type { CuratorId } from '../../src/shared/domain/CuratorId.ts';
import { Database } from '../../src/shared/infrastructure/database/Database.ts';
import { isDatabaseOutage } from '../../src/shared/infrastructure/database/outage.ts';
import { HttpServer } from '../../src/shared/infrastructure/http/HttpServer.ts';
import { Readiness } from '../../src/shared/infrastructure/http/Readiness.ts';
import { memoryLogger } from '../shared/logging/memoryLogger.ts';
import { createTestDatabase } from '../support/database.ts';
import { PortProxy } from '../support/PortProxy.ts';
import { spoilt } from '../support/spoilt.ts';
import { FakeLive } from './fakeLive.ts';
import { fakeAuthenticate } from './fakeTokens.ts';
import { fakeUseCases } from './fakeUseCases.ts';
import { rowSources } from './rowSources.ts';

interface Options {
  readonly useCases?: Partial<UseCases>;
  readonly server?: Partial<GraphQLServerOptions>;
}

interface LogLine {
  readonly level: string;
  readonly fields: object;
  readonly message: string;
}

/** The API on a real port and a real database; what it calls and listens to are fakes. */
export async function startTestServer({ useCases, server: overrides }: Options = {}) {
  await using stack = new AsyncDisposableStack();
  const database = stack.use(await createTestDatabase());
  const network = stack.use(await PortProxy.start(database.url));
  const prisma = new PrismaClient({
    adapter: new PrismaPg({ connectionString: network.url }),
    log: [{ emit: 'event', level: 'query' }],
  });
  stack.defer(() => prisma.$disconnect());
  const statements: string[] = [];
  prisma.$on('query', ({ query }) => statements.push(query));

  const { logger } = await memoryLogger();
  const events = stack.use(new Database({ url: network.url, poolSize: 3, logger }));
  const { rowSource, eventRowSource } = rowSources(
    prisma,
    spoilt(events, {
      queryArrays(statement) {
        statements.push(statement.text);
        return events.queryArrays(statement);
      },
    }),
  );

  const liveFeed = new FakeLive<Feed, FeedNotice>();
  const liveNotifications = new FakeLive<CuratorId, NotificationNotice>();
  const clock = { now: () => new Date() };
  const logged: LogLine[] = [];
  const log = (level: string) => (fields: object, message: string) => logged.push({ level, fields, message });
  let lastRequest = 0;
  const ids = { next: () => `request-${++lastRequest}` };
  const graphql = createGraphQLServer({
    schema: buildSchema(),
    contextFor: contextFactory({
      prisma,
      rowSource,
      eventRowSource,
      useCases: fakeUseCases(useCases),
      liveFeed,
      liveNotifications,
      clock,
    }),
    authenticate: fakeAuthenticate,
    isOutage: isDatabaseOutage,
    ids,
    clock,
    logger: { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') },
    introspection: true,
    graphiql: true,
    ...overrides,
  });

  const http = await HttpServer.listen({
    host: '127.0.0.1',
    port: 0,
    logger,
    ids,
    readiness: new Readiness({ checks: [], logger }),
    ...apiOverHttp(graphql),
    drainMs: 0,
  });
  stack.use(http);
  stack.use(graphql);
  const url = `${http.url}${graphqlPath}`;

  const running = stack.move();
  return {
    url,
    socketUrl: url.replace('http', 'ws'),
    prisma,
    rowSource,
    /** The way to the database. */
    network,
    statements,
    liveFeed,
    liveNotifications,
    logged,
    /** Stops serving, as a deploy does. */
    stop: () => graphql[Symbol.asyncDispose](),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

export type TestServer = Awaited<ReturnType<typeof startTestServer>>;
