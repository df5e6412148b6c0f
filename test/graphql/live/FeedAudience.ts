import { execute, type GraphQLSchema, parse } from 'graphql';
import { z } from 'zod';
import { contextFactory } from '../../../src/graphql/context.ts';
import type { Feed } from '../../../src/modules/feeds/domain/Feed.ts';
import { CuratorId } from '../../../src/shared/domain/CuratorId.ts';
import { InProcessLiveStream } from '../../../src/shared/infrastructure/live/InProcessLiveStream.ts';
import { ada, bob, eve, feedDatabase, kim } from '../../modules/feeds/feedDatabase.ts';
import { startFeedInstance } from '../../modules/feeds/feedInstance.ts';
import { eventually } from '../../support/eventually.ts';
import { FakeLive } from '../fakeLive.ts';
import { bearer } from '../fakeTokens.ts';
import { fakeUseCases } from '../fakeUseCases.ts';
import { rowSources } from '../rowSources.ts';
import { urlCard } from '../rows.ts';
import { rawSocket } from '../socketClient.ts';
import { startTestServer } from '../testServer.ts';

export type Step =
  | { readonly kind: 'save'; readonly actor: number }
  | { readonly kind: 'follow'; readonly follower: number; readonly target: number }
  | { readonly kind: 'join'; readonly socket: number; readonly feed: number; readonly selection: number }
  /** With `isBack`, a client that was away goes on from the last cursor that it has. */
  | { readonly kind: 'leave'; readonly nth: number; readonly isBack: boolean };

const curators = [ada, bob, eve, kim] as const;
/** One socket for each. */
const owners = [ada, bob, undefined] as const;
const selections = [
  'cursor item { id kind actor { handle did } card { title author { did } } createdAt }',
  'cursor item { actor { did displayName } }',
  'item { id } cursor again: item { kind }',
] as const;

interface Subscription {
  readonly id: string;
  readonly socket: number;
  readonly feed: { readonly written: string; readonly meant: Feed };
  readonly selection: string;
  readonly after: string;
}

/** Clients of several viewers that come and go while curators save cards and follow each other, on a real instance. */
export async function feedAudience(schema: GraphQLSchema) {
  await using opened = new AsyncDisposableStack();
  const feeds = opened.use(await feedDatabase());
  const instance = opened.use(await startFeedInstance(feeds, new InProcessLiveStream()));
  const { client: prisma } = feeds.database;
  const contextFor = contextFactory({
    prisma,
    ...rowSources(prisma, feeds.database),
    useCases: fakeUseCases(),
    liveFeed: instance.liveFeed,
    liveNotifications: new FakeLive(),
    clock: { now: () => new Date() },
  });
  const server = opened.use(await startTestServer({ server: { schema, contextFor } }));
  const sockets = await Promise.all(
    owners.map(async (owner) => {
      const socket = opened.use(await rawSocket(server));
      socket.send({ type: 'connection_init', payload: owner && { authorization: bearer(owner) } });
      await eventually(() => socket.texts.length === 1);
      return socket;
    }),
  );
  const follows = new Set<string>();
  let subscriptions = 0;

  const framesOf = ({ socket, id }: Subscription): string[] =>
    sockets[socket]?.texts.filter((text) => text.startsWith(`{"id":"${id}","type":"next"`)) ?? [];

  const queryOf = ({ feed, selection }: Pick<Subscription, 'feed' | 'selection'>): string =>
    `subscription ($after: String) { feedChanged(feed: ${feed.written}, after: $after) { __typename ... on FeedItemAdded { ${selection} } } }`;

  function feedOf(nth: number, viewerId: string | undefined): Subscription['feed'] {
    if (nth === 0 && viewerId !== undefined)
      return { written: '{ following: true }', meant: { kind: 'following', viewerId } };
    if (nth === 1) return { written: `{ curatorId: "${kim}" }`, meant: { kind: 'curator', curatorId: kim, viewerId } };
    return { written: '{ global: true }', meant: { kind: 'global', viewerId } };
  }

  function subscribe(subscription: Omit<Subscription, 'id'>): Subscription {
    subscriptions += 1;
    const id = `${subscriptions}`;
    const payload = { query: queryOf(subscription), variables: { after: subscription.after } };
    sockets[subscription.socket]?.send({ type: 'subscribe', id, payload });
    return { ...subscription, id };
  }

  async function save(actorId: string): Promise<string> {
    const card = await urlCard(prisma, ada, `https://example.com/${crypto.randomUUID()}`);
    const { id } = await feeds.add({ actorId, cardId: card.id });
    instance.wake();
    return id;
  }

  async function follow(
    follower: string,
    target: string,
    following = !follows.has(`${follower} ${target}`),
  ): Promise<void> {
    const pair = `${follower} ${target}`;
    if (follower === target || following === follows.has(pair)) return;
    if (following) follows.add(pair);
    else follows.delete(pair);
    await feeds.follow(follower, target, following);
    instance.wake();
  }

  /** Up to the last change, what an execution for it alone makes of each that a subscription of its own, which pulls, is told. */
  async function alone(subscription: Subscription, last: string): Promise<object[]> {
    const owner = owners[subscription.socket];
    const viewer = owner === undefined ? null : CuratorId.create(owner).unwrap();
    const document = parse(queryOf(subscription));
    const variableValues = { after: subscription.after };
    const results: object[] = [];
    for await (const rootValue of instance.liveFeed.subscribe(subscription.feed.meant, subscription.after)) {
      const contextValue = await contextFor({ viewer, requestId: 'alone' });
      results.push(plainResult(await execute({ schema, document, variableValues, rootValue, contextValue })));
      if (rootValue.activityId === last) break;
    }
    return results;
  }

  const receivedBy = (subscription: Subscription): object[] =>
    framesOf(subscription).map((text) => plainResult(resultOf(text)));

  const running = opened.move();
  return {
    /** Resolves to what each subscription was sent, and what it would have been sent by itself. */
    async play(steps: readonly Step[]) {
      const [live, left]: [Subscription[], Subscription[]] = [[], []];
      for (const step of steps) {
        if (step.kind === 'save') await save(nth(curators, step.actor));
        else if (step.kind === 'follow') await follow(nth(curators, step.follower), nth(curators, step.target));
        else if (step.kind === 'join') {
          const socket = step.socket % owners.length;
          const after = await instance.liveFeed.liveCursor();
          const feed = feedOf(step.feed, owners[socket]);
          live.push(subscribe({ socket, feed, selection: nth(selections, step.selection), after }));
        } else if (live.length > 0) {
          const [leaving] = live.splice(step.nth % live.length, 1);
          if (!leaving) continue;
          sockets[leaving.socket]?.send({ type: 'complete', id: leaving.id });
          left.push(leaving);
          const after = receivedBy(leaving).map(cursorOf).at(-1) ?? leaving.after;
          if (step.isBack) live.push(subscribe({ ...leaving, after }));
        }
      }
      for (const owner of [ada, bob]) await follow(owner, kim, true);
      const last = await save(kim);
      await eventually(() => instance.delivered.some((change) => 'activityId' in change && change.activityId === last));
      const told: { readonly received: object[]; readonly expected: object[] }[] = [];
      for (const subscription of live) {
        const expected = await alone(subscription, last);
        await eventually(() => framesOf(subscription).length >= expected.length, { withinMs: 5_000 });
        told.push({ received: receivedBy(subscription), expected });
      }
      for (const subscription of left) {
        const received = receivedBy(subscription);
        told.push({ received, expected: (await alone(subscription, last)).slice(0, received.length) });
      }
      for (const { socket, id } of live) sockets[socket]?.send({ type: 'complete', id });
      return told;
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

const nth = <T>(items: readonly [T, ...T[]], index: number): T => items[index % items.length] ?? items[0];

const frame = z.object({
  payload: z.object({ data: z.unknown(), errors: z.array(z.looseObject({ path: z.unknown() })).optional() }),
});
const withCursor = z.object({ data: z.object({ feedChanged: z.object({ cursor: z.string() }) }) });

const resultOf = (text: string) => frame.parse(JSON.parse(text)).payload;
const cursorOf = (result: object): string => withCursor.parse(result).data.feedChanged.cursor;

/** As JSON has it; of errors where they are: what they are called, and by which request, is the presenter's. */
const plainResult = ({
  data,
  errors = [],
}: {
  data?: unknown;
  errors?: readonly { readonly path?: unknown }[] | undefined;
}): object => z.looseObject({}).parse(JSON.parse(JSON.stringify({ data, errors: errors.map(({ path }) => path) })));
