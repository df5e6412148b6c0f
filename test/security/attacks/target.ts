import { z } from 'zod';
import { memoryLogger } from '../../shared/logging/memoryLogger.ts';
import { testApp } from '../../support/app.ts';
import { query } from '../../support/databaseServer.ts';
import { eventually } from '../../support/eventually.ts';
import { Library, type Must } from '../authority/Library.ts';
import { transports } from '../transports.ts';

/** What is there to be attacked, and its owner's. Ids are global. */
export interface Things {
  readonly note: string;
  readonly publicCollection: string;
  readonly privateCollection: string;
  readonly notification: string;
  /** Of pages: of the global feed, and of the owner's notifications. */
  readonly feedCursor: string;
  readonly notificationCursor: string;
  readonly liveCursor: string;
  readonly notificationLiveCursor: string;
  /** Tokens of the owner, as in the HTTP header. The second is still good. */
  readonly expired: string;
  readonly expiring: () => Promise<string>;
}

/** As in production, but for what needs an issuer of tokens, or Redis; and who is silent on a socket is closed sooner. */
const env = {
  INTROSPECTION: 'off',
  GRAPHIQL: 'off',
  ALLOWED_ORIGINS: 'https://app.example.com',
  SOCKET_INIT_SECONDS: '2',
};

/** A whole app with something in it. */
export async function createTarget() {
  await using opened = new AsyncDisposableStack();
  const { logger, entries } = await memoryLogger('error');
  const { app, tokenOf, databaseUrl } = opened.use(await testApp({ withRedis: false, env, logger }));
  const origin = app.url ?? '';
  const url = `${origin}/graphql`;
  const authorizationOf = async (name: string, expiresIn?: string): Promise<string> =>
    `Bearer ${await tokenOf(name, expiresIn)}`;

  const must: Must = async (who, asked, variables) => {
    const { result } = await transports.HTTP({
      url,
      query: asked,
      variables,
      authorization: await authorizationOf(who),
    });
    if (!result?.data || result.errors) throw new Error(`${asked}: ${JSON.stringify(result)}`);
    return result.data;
  };
  const library = new Library(must);
  const there: Things = {
    ...(await fill(must, library)),
    expired: await authorizationOf('owner', '-1s'),
    expiring: () => authorizationOf('owner', '2s'),
  };
  const parts = opened.move();
  return {
    origin,
    url,
    there,
    authorizationOf,
    /** Something happens that everybody hears of who follows the global feed. */
    happen: (text: string): Promise<string> => library.note(text, 'herald'),
    /** What has come of somebody's requests. */
    eventsOf: (name: string): Promise<unknown[]> =>
      query(databaseUrl, 'SELECT type, payload FROM domain_events WHERE actor_id = $1', [`did:plc:${name}`]),
    /** What the log says of failures. */
    failures: entries,
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

export type Target = Awaited<ReturnType<typeof createTarget>>;

const pageSchema = z.object({
  liveCursor: z.string(),
  edges: z.tuple([z.object({ cursor: z.string(), node: z.object({ id: z.string() }) })]).rest(z.unknown()),
});
const pagesSchema = z.object({ feed: pageSchema, notifications: pageSchema });

async function fill(must: Must, library: Library) {
  await must('collaborator', '{ viewer { did } }');
  const note = await library.note('a note');
  const privateCollection = await library.collection({ visibility: 'PRIVATE' });
  const publicCollection = await library.collection({ visibility: 'PUBLIC' });
  await library.change('follow', 'Follow', { curatorId: 'did:plc:owner' }, 'collaborator');
  const page = '{ liveCursor edges { cursor node { id } } }';
  const asked = `{ feed(feed: { global: true }) ${page} notifications ${page} }`;
  // The owner is notified by a worker.
  const { feed, notifications } = await eventually(async () => pagesSchema.parse(await must('owner', asked)));
  return {
    note,
    privateCollection,
    publicCollection,
    notification: notifications.edges[0].node.id,
    feedCursor: feed.edges[0].cursor,
    notificationCursor: notifications.edges[0].cursor,
    liveCursor: feed.liveCursor,
    notificationLiveCursor: notifications.liveCursor,
  };
}
