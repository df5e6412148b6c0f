import type { PrismaClient } from '../generated/prisma/client.ts';
import type { FeedNotice } from '../modules/feeds/application/LiveFeed.ts';
import type { Feed } from '../modules/feeds/domain/Feed.ts';
import type { NotificationNotice } from '../modules/notifications/application/LiveNotifications.ts';
import type { Clock } from '../shared/application/Clock.ts';
import type { RowSource } from '../shared/application/RowSource.ts';
import type { CuratorId } from '../shared/domain/CuratorId.ts';
import type { LiveNotice, LiveSubscription } from './live/LiveSubscription.ts';
import { RowsById } from './RowsById.ts';
import type { UseCases } from './useCases.ts';

/** Where subscriptions of one kind come from. */
interface LiveSource<Subject, Notice extends LiveNotice> {
  /** To subscribe after, for who has just read how things are. */
  liveCursor(): Promise<string>;
  /** What changes from a cursor on, or from now on. */
  subscribe(subject: Subject, after: string | undefined): LiveSubscription<Notice>;
}

/** What the fields of one app are resolved with. Two apps in one process share the schema and nothing of this. */
export interface AppServices {
  readonly prisma: PrismaClient;
  /** Of rows that are known by their ids. */
  readonly rowSource: RowSource;
  /** The same for the events of subscriptions, of which there are many and most select the same. */
  readonly eventRowSource: RowSource;
  readonly useCases: UseCases;
  readonly liveFeed: LiveSource<Feed, FeedNotice>;
  readonly liveNotifications: LiveSource<CuratorId, NotificationNotice>;
  readonly clock: Clock;
}

interface RequestIdentity {
  /** On whose behalf the operation runs; null for one without a token. */
  readonly viewer: CuratorId | null;
  /** Told with every top-level error, and logged. */
  readonly requestId: string;
}

export interface GraphQLContext extends AppServices, RequestIdentity {
  /** For fields that know a row by its id alone. */
  readonly rows: RowsById;
}

/** What graphql calls a context, as it is of our operations. */
export function asGraphQLContext(context: unknown): GraphQLContext {
  if (isGraphQLContext(context)) return context;
  throw new TypeError('unreachable: every operation is executed with the context that contextFactory made');
}

const isGraphQLContext = (context: unknown): context is GraphQLContext =>
  context instanceof Object && 'viewer' in context && 'requestId' in context;

/** What fields are resolved with, without all that Yoga has added of the request and its connection: for what may outlast them. */
export function withoutTransport(context: GraphQLContext): Omit<GraphQLContext, 'rows'> {
  const { prisma, rowSource, eventRowSource, useCases, liveFeed, liveNotifications, clock, viewer, requestId } =
    context;
  return { prisma, rowSource, eventRowSource, useCases, liveFeed, liveNotifications, clock, viewer, requestId };
}

export type ContextFor = (request: RequestIdentity) => Promise<GraphQLContext>;

/** Makes the context of one operation. A viewer that was never seen before becomes a curator first: later steps refer to its row. */
export const contextFactory =
  (services: AppServices): ContextFor =>
  async (request) => {
    if (request.viewer) await services.useCases.ensureCurator.execute(request.viewer);
    return { ...services, ...request, rows: new RowsById(services.rowSource) };
  };
