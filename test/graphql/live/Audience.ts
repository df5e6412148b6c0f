import { type ExecutionResult, execute, type GraphQLSchema, parse } from 'graphql';
import { contextFactory } from '../../../src/graphql/context.ts';
import { CuratorId } from '../../../src/shared/domain/CuratorId.ts';
import { eventually } from '../../support/eventually.ts';
import { bearer } from '../fakeTokens.ts';
import { fakeUseCases } from '../fakeUseCases.ts';
import { rawSocket } from '../socketClient.ts';
import type { TestServer } from '../testServer.ts';
import { ada, bob, type Happening, liveRows } from './liveRows.ts';
import type { RandomOperation } from './randomDocuments.ts';

/** The owners of the sockets, some with two. */
const owners = [ada, ada, bob, bob, undefined, undefined] as const;
export const socketCount = owners.length;

export interface Subscriber {
  readonly socket: number;
  /** Of notifications, which only a viewer has; else of the feed. */
  readonly ofNotifications: boolean;
  readonly operation: RandomOperation;
}

type Subscribed = Subscriber & { readonly id: string; readonly owner: string | undefined };

/** Clients of several viewers on several sockets, who are told the same as if each had a server to itself, or not. */
export async function audienceOf(server: TestServer, schema: GraphQLSchema) {
  await using opened = new AsyncDisposableStack();
  const rows = await liveRows(server);
  const sockets = await Promise.all(owners.map((owner) => connect(owner)));
  const { prisma, rowSource, liveFeed, liveNotifications, statements } = server;
  const contextFor = contextFactory({
    prisma,
    rowSource,
    eventRowSource: rowSource,
    useCases: fakeUseCases(),
    liveFeed,
    liveNotifications,
    clock: { now: () => new Date() },
  });
  const spent = { together: 0, eachAlone: 0 };
  let [subscribers, changes] = [0, 0];

  async function connect(owner: string | undefined) {
    const socket = opened.use(await rawSocket(server));
    socket.send({ type: 'connection_init', payload: owner && { authorization: bearer(owner) } });
    await eventually(() => socket.texts.length === 1);
    return socket;
  }

  async function subscribe({ socket, ofNotifications, operation }: Subscriber): Promise<Subscribed> {
    subscribers += 1;
    const [id, owner] = [`${subscribers} “é"😀`, owners[socket]];
    sockets[socket]?.send({ type: 'subscribe', id, payload: operation });
    return { socket, ofNotifications, operation, id, owner };
  }

  const openSubscriptions = (): number => liveFeed.open + liveNotifications.open;

  /** What the socket of a subscriber was sent for it. */
  const framesOf = ({ socket, id }: Subscribed): string[] => {
    const begin = `{"id":${JSON.stringify(id)},`;
    return sockets[socket]?.texts.filter((text) => text.startsWith(begin)) ?? [];
  };

  async function resolveAlone(
    { operation: { query, variables }, owner }: Subscribed,
    rootValue: object,
  ): Promise<string> {
    const viewer = owner === undefined ? null : CuratorId.create(owner).unwrap();
    const contextValue = await contextFor({ viewer, requestId: 'alone' });
    const result: ExecutionResult = await execute({
      schema,
      document: parse(query),
      variableValues: variables,
      rootValue,
      contextValue,
    });
    if (result.errors) throw new Error(`the operation was to have no errors: ${query}`, { cause: result.errors });
    return JSON.stringify(result);
  }

  /** Resolves to what each, who has had so many changes before, would have been sent by itself. */
  async function tellAtOnce(all: readonly Subscribed[], happenings: readonly Happening[], before: number) {
    for (const happening of happenings) await rows.change(happening);
    const told = happenings.map((happening) => ({ happening, cursor: `c${(changes += 1)}` }));
    const notices = (owner: string | undefined) =>
      told.map(({ happening, cursor }) => ({
        ofFeed: rows.feedNotice(happening, cursor),
        ofNotifications: rows.notificationNotice(happening, owner ?? '', cursor),
      }));

    const begin = statements.length;
    for (const { ofFeed } of notices(undefined)) liveFeed.emit(ofFeed);
    for (const { subject, stream } of liveNotifications.subscriptions) {
      for (const { ofNotifications } of notices(subject.value)) stream.emit(ofNotifications);
    }
    await eventually(() => all.every((each) => framesOf(each).length >= before + told.length));
    const end = statements.length;
    spent.together += end - begin;

    const expected: string[][] = [];
    for (const each of all) {
      const frames: string[] = [];
      for (const notice of notices(each.owner)) {
        const payload = await resolveAlone(each, each.ofNotifications ? notice.ofNotifications : notice.ofFeed);
        frames.push(`{"id":${JSON.stringify(each.id)},"type":"next","payload":${payload}}`);
      }
      expected.push(frames);
    }
    spent.eachAlone += statements.length - end;
    return expected;
  }

  const running = opened.move();
  return {
    /** Statements that the server has sent, and those that one execution for each subscriber has. */
    spent,
    /**
     * Tells all of the same changes, one half at once and then the other. Resolves to what each was sent, and what each would have been, by
     * itself.
     */
    async tell(audience: readonly Subscriber[], happenings: readonly Happening[]) {
      const all = await Promise.all(audience.map(subscribe));
      await eventually(() => openSubscriptions() === all.length);
      const half = Math.ceil(happenings.length / 2);
      const ofFirst = await tellAtOnce(all, happenings.slice(0, half), 0);
      const ofSecond = await tellAtOnce(all, happenings.slice(half), half);
      const expected = all.map((_, index) => [...(ofFirst[index] ?? []), ...(ofSecond[index] ?? [])]);

      for (const { socket, id } of all) sockets[socket]?.send({ type: 'complete', id });
      await eventually(() => openSubscriptions() === 0);
      const received = all.map(framesOf);
      for (const live of [liveFeed, liveNotifications]) live.subscriptions.length = 0;
      for (const socket of sockets) socket.texts.length = socket.messages.length = 0;
      return { received, expected };
    },
    isOfViewer: (socket: number): boolean => owners[socket] !== undefined,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

export type Audience = Awaited<ReturnType<typeof audienceOf>>;
