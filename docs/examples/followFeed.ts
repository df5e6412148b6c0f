import { setTimeout as delay } from 'node:timers/promises';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { z } from 'zod';
import type {
  FeedInput,
  FollowedChangesSubscription,
  FollowedItemFragment,
  FollowedPageQuery,
} from '../../src/generated/graphql/graphql.ts';
import { FollowedChanges, FollowedPage } from './followFeed.operations.ts';

export interface FollowOptions {
  /** Such as `https://cards.example.org/graphql`. */
  readonly url: string;
  readonly token: string | undefined;
  readonly feed: FeedInput;
  /** Aborted: stop. */
  readonly signal: AbortSignal;
  /** The whole list, newest first, after each change. */
  readonly onItems: (items: readonly FollowedItemFragment[]) => void;
}

/** A list that is equal to the feed up to its cursor. */
interface Followed {
  readonly items: Map<string, FollowedItemFragment>;
  cursor: string;
}

/**
 * Keeps a list equal to a feed until it is told to stop: through lost connections, restarts of the server, and its own long sleep. Rejects for what
 * trying again cannot mend, such as a token that is not believed.
 */
export async function followFeed(options: FollowOptions): Promise<void> {
  const client = createClient({
    url: options.url.replace(/^http/, 'ws'),
    webSocketImpl: WebSocket,
    connectionParams: options.token ? { authorization: `Bearer ${options.token}` } : {},
    // By itself it would ask again after the cursor it began with; we go on from the last one.
    retryAttempts: 0,
  });
  let followed: Followed | undefined;
  try {
    while (!options.signal.aborted) {
      try {
        followed ??= await firstPage(options);
        const variables = { feed: options.feed, after: followed.cursor };
        const changes = client.iterate<FollowedChangesSubscription>({ query: FollowedChanges.toString(), variables });
        using _ = onAbort(options.signal, () => changes.return?.());
        for await (const { data } of changes) if (data) take(data.feedChanged, followed, options);
      } catch (error) {
        const next = whatNow(error);
        if (next === 'give up' && !options.signal.aborted) throw error;
        if (next === 'start over') followed = undefined;
      }
      if (!options.signal.aborted) await delay(100 + Math.random() * 900);
    }
  } finally {
    await client.dispose();
  }
}

function onAbort(signal: AbortSignal, listener: () => unknown): Disposable {
  if (signal.aborted) listener();
  signal.addEventListener('abort', listener);
  return { [Symbol.dispose]: () => signal.removeEventListener('abort', listener) };
}

async function firstPage(options: FollowOptions): Promise<Followed> {
  const { feed } = await query(options);
  const followed = { items: new Map(feed.nodes.map((item) => [item.id, item])), cursor: feed.liveCursor };
  options.onItems(newestFirst(followed));
  return followed;
}

function take(change: FollowedChangesSubscription['feedChanged'], followed: Followed, options: FollowOptions): void {
  // By id: what was in the page may come once more.
  if (change.__typename === 'FeedItemRemoved') followed.items.delete(change.activityId);
  else followed.items.set(change.item.id, change.item);
  followed.cursor = change.cursor;
  options.onItems(newestFirst(followed));
}

const newestFirst = ({ items }: Followed): readonly FollowedItemFragment[] =>
  [...items.values()].toSorted((a, b) => b.createdAt.localeCompare(a.createdAt));

const graphqlErrors = z.array(z.object({ message: z.string(), extensions: z.object({ code: z.string() }) }));
const answer = z.object({ data: z.custom<FollowedPageQuery>().nullish(), errors: graphqlErrors.optional() });
const closed = z.object({ code: z.number() });
/** The ones that another try may mend: gone away, broken off, restart, try again later, token expired. */
const passingCloseCodes = new Set([1001, 1006, 1012, 1013, 4403]);

/** What the server would not do, over HTTP. Over WebSocket it comes as the list of errors itself. */
class RefusedError extends Error {
  readonly errors: z.output<typeof graphqlErrors>;

  constructor(errors: z.output<typeof graphqlErrors>) {
    super(errors.map(({ message }) => message).join('; ') || 'no data');
    this.errors = errors;
  }
}

function whatNow(error: unknown): 'go on' | 'start over' | 'give up' {
  const errors = error instanceof RefusedError ? error.errors : graphqlErrors.safeParse(error).data;
  const codes = errors?.map(({ extensions }) => extensions.code);
  // Retention has passed the cursor, or the server's history is another (a restore): a new page tells how things are.
  if (codes)
    return codes.some((code) => code === 'CURSOR_EXPIRED' || code === 'RESYNC_REQUIRED') ? 'start over' : 'give up';
  const close = closed.safeParse(error).data;
  if (close) return passingCloseCodes.has(close.code) ? 'go on' : 'give up';
  return 'go on'; // fetch and WebSocket tell of an unreachable server in many ways
}

async function query({ url, token, feed }: FollowOptions): Promise<FollowedPageQuery> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ query: FollowedPage.toString(), variables: { feed } }),
  });
  const { data, errors = [] } = answer.parse(await response.json());
  if (!data || errors.length > 0) throw new RefusedError(errors);
  return data;
}
