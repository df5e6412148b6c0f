import { once } from 'node:events';
import { getIntrospectionQuery } from 'graphql';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import * as example from '../../../docs/examples/followFeed.operations.ts';
import { PacedRefusals } from '../../../src/graphql/limits/PacedRefusals.ts';
import { defaultSocketLimits } from '../../../src/graphql/limits/ServerLimits.ts';
import { CursorError } from '../../../src/shared/application/live/CursorError.ts';
import type { Places } from '../../../src/shared/application/Places.ts';
import type { RateLimiter, RateRefusal } from '../../../src/shared/application/RateLimiter.ts';
import { ok } from '../../../src/shared/domain/Result.ts';
import * as client from '../../support/client.operations.ts';
import { eventually } from '../../support/eventually.ts';
import { bearer, fakeAuthenticate, forgedBearer } from '../fakeTokens.ts';
import { curator } from '../rows.ts';
import { rawSocket } from '../socketClient.ts';
import { startTestServer, type TestServer } from '../testServer.ts';

/** Counts as many as there may be until it is given more. */
class FakeRates implements RateLimiter {
  readonly left = new Map<string, number>();

  async consume(subject: string): Promise<RateRefusal | undefined> {
    const left = this.left.get(subject) ?? Number.POSITIVE_INFINITY;
    this.left.set(subject, left - 1);
    return left > 0 ? undefined : { retryAfterSeconds: 1 };
  }

  async consumeMore(subject: string, more: number): Promise<RateRefusal | undefined> {
    const left = (this.left.get(subject) ?? Number.POSITIVE_INFINITY) - more;
    this.left.set(subject, left);
    return left >= 0 ? undefined : { retryAfterSeconds: 1 };
  }
}

class FakePlaces implements Places {
  readonly taken: string[] = [];
  max = Number.POSITIVE_INFINITY;

  async take(subject: string): Promise<Disposable | undefined> {
    if (this.taken.length >= this.max) return undefined;
    this.taken.push(subject);
    return { [Symbol.dispose]: () => void this.taken.splice(this.taken.indexOf(subject), 1) };
  }
}

const json = 'application/json';
const graphqlJson = 'application/graphql-response+json';
/** Not a plain request: it goes through Yoga. */
const forYoga = 'application/json; charset="utf-8"';

const ada = 'did:plc:ada';
const address = '127.0.0.1';
const perViewer = new FakeRates();
const perAddress = new FakeRates();
const rates: { perViewer: FakeRates; perAddress: FakeRates; refusals?: PacedRefusals } = { perViewer, perAddress };
const places = { perViewer: new FakePlaces(), perAddress: new FakePlaces() };

/** Whom, one after the other. */
const unfollowed: string[] = [];
/** What was looked at to see who asks. */
const verified: string[] = [];

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({
    useCases: {
      unfollow: {
        execute: async ({ target }) => {
          unfollowed.push(target.id.value);
          return ok({ target });
        },
      },
    },
    server: {
      authenticate: (authorization) => {
        if (authorization !== null) verified.push(authorization);
        return fakeAuthenticate(authorization);
      },
      limits: {
        rates,
        sockets: { ...defaultSocketLimits, subscriptions: 2, waitingPerAddress: 3 },
        places,
      },
    },
  });
  await curator(server.prisma, ada);
});
afterAll(() => server[Symbol.asyncDispose]());
afterEach(() => {
  perViewer.left.clear();
  perAddress.left.clear();
  rates.refusals?.[Symbol.dispose]();
  delete rates.refusals;
  for (const of of [places.perViewer, places.perAddress]) of.max = Number.POSITIVE_INFINITY;
});

interface Refused {
  readonly code: string | undefined;
  readonly message: string | undefined;
  /** Over HTTP. */
  readonly status?: number;
  readonly retryAfter?: string | null;
}

type Send = (query: string, authorization?: string) => Promise<Refused>;

/** @param text with an error in it, in whatever form. */
function refusalIn(text: string): Refused {
  const [, code] = /"code":"(\w+)"/.exec(text) ?? [];
  const [, message] = /"message":"([^"]+)"/.exec(text) ?? [];
  return { code, message };
}

const http =
  (accept: string, contentType = json): Send =>
  async (query, authorization) => {
    const response = await fetch(server.url, {
      method: 'POST',
      headers: { 'content-type': contentType, accept, ...(authorization && { authorization }) },
      body: JSON.stringify({ query }),
    });
    const { status } = response;
    return { ...refusalIn(await response.text()), status, retryAfter: response.headers.get('retry-after') };
  };

async function acknowledged(authorization: string | null = bearer(ada)) {
  const socket = await rawSocket(server);
  socket.send({ type: 'connection_init', payload: { authorization } });
  await eventually(() => expect(socket.messages).toMatchObject([{ type: 'connection_ack' }]));
  return socket;
}

const subscribe = (id: string, query: string) => ({ type: 'subscribe', id, payload: { query } });

const webSocket: Send = async (query, authorization) => {
  using socket = await acknowledged(authorization);
  socket.send(subscribe('1', query));
  await eventually(() => expect(socket.messages).toMatchObject([{}, { type: 'error', id: '1' }]));
  // The socket and its other operations go on.
  for (const rates of [perViewer, perAddress]) rates.left.clear();
  socket.send(subscribe('2', '{ __typename }'));
  await eventually(() => expect(socket.messages.at(-1)).toEqual({ type: 'complete', id: '2' }));
  return refusalIn(socket.texts[1] ?? '');
};

/** With the status of an operation that GraphQL refuses. */
const transports: readonly (readonly [name: string, send: Send, status: number | undefined])[] = [
  ['HTTP, the direct way', http(json), 200],
  ['HTTP, the direct way, as GraphQL’s JSON', http(graphqlJson), 400],
  ['HTTP, by Yoga', http(json, forYoga), 200],
  ['HTTP, by Yoga, as GraphQL’s JSON', http(graphqlJson, forYoga), 400],
  ['server-sent events', http('text/event-stream'), 200],
  ['a WebSocket', webSocket, undefined],
];

const times = (count: number, text: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => text(n)).join(' ');
const nested = (depth: number): string => `${'{ viaCard '.repeat(depth)}{ id }${' }'.repeat(depth)}`;
const node = (depth: number): string => `{ node(id: "x") { ... on Card ${nested(depth - 2)} } }`;
const doubling = times(40, (n) => `fragment F${n} on Query { ...F${n + 1} ...F${n + 1} }`);
const threeMutations = `mutation { __typename ...F ...F c: unfollow(input: { curatorId: "did:plc:c" }) { __typename } }
  fragment F on Mutation { a: unfollow(input: { curatorId: "did:plc:a" }) { __typename } b: unfollow(input: { curatorId: "did:plc:b" }) { __typename } }`;
const page = (outer: string, inner: string): string => {
  const variables = outer === '$n' ? '($n: Int)' : '';
  return `query ${variables} { curator(id: "x") { collections(first: ${outer}) { nodes { cards(first: ${inner}) { nodes { id } } } } } }`;
};

/** The first of each pair is allowed. */
const documents: readonly (readonly [what: string, allowed: string, refused: string, code: string])[] = [
  [
    'tokens',
    `{ ${times(1_998, () => '__typename')} }`,
    `{ ${times(1_999, () => '__typename')} }`,
    'TOKEN_LIMIT_EXCEEDED',
  ],
  ['tokens of what is no document', '{ __typename }', `{ ${'!'.repeat(5_000)}`, 'TOKEN_LIMIT_EXCEEDED'],
  [
    'brackets',
    '{ __typename ...{ __typename ...{ __typename } } }',
    `{ ${'...{ '.repeat(500)}`,
    'NESTING_LIMIT_EXCEEDED',
  ],
  ['depth', node(10), node(11), 'DEPTH_LIMIT_EXCEEDED'],
  [
    'aliases',
    `{ ${times(30, (n) => `a${n}: __typename`)} }`,
    `{ ${times(31, (n) => `a${n}: __typename`)} }`,
    'ALIAS_LIMIT_EXCEEDED',
  ],
  [
    'aliases, by fragments',
    '{ __typename }',
    `{ ...F0 } ${doubling} fragment F40 on Query { a: __typename }`,
    'ALIAS_LIMIT_EXCEEDED',
  ],
  [
    'directives',
    `{ ${times(20, () => '__typename @skip(if: false)')} }`,
    `{ ${times(21, () => '__typename @skip(if: false)')} }`,
    'DIRECTIVE_LIMIT_EXCEEDED',
  ],
  ['complexity', page('70', '100'), page('100', '100'), 'COMPLEXITY_LIMIT_EXCEEDED'],
  ['complexity, by variables', page('$n', '40'), page('$n', '$n'), 'COMPLEXITY_LIMIT_EXCEEDED'],
];

describe.each(transports)('over %s', (name, send, status) => {
  it.each(documents)('%s are bounded', async (_what, _allowed, refused, code) => {
    // Twice: what is refused is not kept.
    for (const _ of [1, 2]) expect(await send(refused)).toMatchObject({ code, ...(status && { status }) });
  });

  it('a flood of a viewer is refused with 429', async () => {
    perViewer.left.set(ada, 0);
    expect(await send('{ __typename }', bearer(ada))).toMatchObject({
      code: 'RATE_LIMITED',
      message: 'Too many operations: try again in 1 s',
      ...(status && { status: 429, retryAfter: '1' }),
    });
  });

  it.each([
    ['a viewer', perViewer, ada, 0],
    ['an address', perAddress, address, name === 'a WebSocket' ? 1 : 0],
  ])(
    'a mutation counts for %s once for each of its root fields, and is refused as a whole',
    async (_whose, rate, subject, before) => {
      unfollowed.length = 0;
      rate.left.set(subject, before + 2);
      expect(await send(threeMutations, bearer(ada))).toMatchObject({
        code: 'RATE_LIMITED',
        ...(status && { status: 429, retryAfter: '1' }),
      });
      expect(unfollowed).toEqual([]);
    },
  );

  it('a flood from an address is refused with 429', async () => {
    // The upgrade counts as well.
    perAddress.left.set(address, name === 'a WebSocket' ? 1 : 0);
    expect(await send('{ __typename }')).toMatchObject({ code: 'RATE_LIMITED', ...(status && { status: 429 }) });
  });
});

describe('refusals of rates', () => {
  const statusBy = (send: Send) => async () => (await send('{ __typename }', bearer(ada))).status;

  it.each([
    ['the direct way', statusBy(http(json))],
    ['Yoga', statusBy(http(json, forYoga))],
    ['server-sent events', statusBy(http('text/event-stream'))],
  ])('are told an address one after the other: by %s', async (_way, refusedStatus) => {
    rates.refusals = new PacedRefusals({ everyMs: 3_600_000 });
    perAddress.left.set(address, 0);
    expect(await refusedStatus()).toBe(429);
    let told: number | undefined;
    const second = refusedStatus().then((status) => {
      told = status;
    });
    await eventually(() => expect(perAddress.left.get(address)).toBe(-2));
    // What came later is answered before.
    perAddress.left.clear();
    expect(await statusBy(http(json))()).toBe(200);
    expect(told).toBeUndefined();
    rates.refusals[Symbol.dispose]();
    await second;
    expect(told).toBe(429);
  });

  it.each([
    ['an operation', '{ __typename }', 0],
    ['the fields of one', threeMutations, 2],
  ])('keep a socket from being listened to meanwhile: of %s', async (_what, query, left) => {
    using socket = await acknowledged();
    rates.refusals = new PacedRefusals({ everyMs: 3_600_000 });
    perAddress.left.set(address, left);
    socket.send(subscribe('1', query));
    await eventually(() => expect(socket.messages.at(-1)).toMatchObject({ type: 'error', id: '1' }));
    perAddress.left.set(address, left);
    socket.send(subscribe('2', query));
    await eventually(() => expect(perAddress.left.get(address)).toBe(-1));
    socket.send(subscribe('3', '{ __typename }'));
    // What comes over another connection is counted before.
    perAddress.left.set(address, 1);
    expect(await statusBy(http(json))()).toBe(200);
    expect(perAddress.left.get(address)).toBe(0);
    rates.refusals[Symbol.dispose]();
    await eventually(() => expect(socket.messages.slice(-2)).toMatchObject([{ id: '2' }, { id: '3' }]));
  });

  it('are told at once where too many are held, and end the connection', async () => {
    rates.refusals = new PacedRefusals({ everyMs: 3_600_000, maxHeld: 0, heldAnyway: 0 });
    perAddress.left.set(address, 0);
    const asked = async (contentType: string) => {
      const body = JSON.stringify({ query: '{ __typename }' });
      const response = await fetch(server.url, { method: 'POST', headers: { 'content-type': contentType }, body });
      await response.text();
      return [response.status, response.headers.get('connection')];
    };
    expect(await asked(json)).toEqual([429, 'keep-alive']);
    expect([await asked(json), await asked(forYoga)]).toEqual([
      [429, 'close'],
      [429, 'close'],
    ]);
  });

  it('are told no more where too many are held, and close the socket', async () => {
    using socket = await acknowledged();
    rates.refusals = new PacedRefusals({ everyMs: 3_600_000, maxHeld: 0, heldAnyway: 0 });
    perAddress.left.set(address, 0);
    socket.send(subscribe('1', '{ __typename }'));
    await eventually(() => expect(socket.messages.at(-1)).toMatchObject({ type: 'error', id: '1' }));
    socket.send(subscribe('2', '{ __typename }'));
    expect(await socket.closed).toBe(1013);
    expect(socket.messages).toHaveLength(2);
  });
});

describe('what is within the limits', () => {
  it.each([
    ['the direct way', http(json)],
    ['Yoga', http(json, forYoga)],
    ['server-sent events', http('text/event-stream')],
  ])('three mutations in one count three times and are executed: by %s', async (_way, send) => {
    unfollowed.length = 0;
    for (const [rates, subject] of [[perViewer, ada] as const, [perAddress, address] as const])
      rates.left.set(subject, 3);
    expect((await send(threeMutations, bearer(ada))).code).toBeUndefined();
    expect(unfollowed.toSorted()).toEqual(['did:plc:a', 'did:plc:b', 'did:plc:c']);
    expect([perViewer.left.get(ada), perAddress.left.get(address)]).toEqual([0, 0]);
  });

  it.each(documents)('%s: is executed', async (_what, allowed) => {
    const { code } = await http(json)(allowed);
    expect(code ?? '').not.toContain('LIMIT');
  });

  it.each([
    ['the introspection of tools', getIntrospectionQuery()],
    [
      'the same with all it can ask for',
      getIntrospectionQuery({
        inputValueDeprecation: true,
        oneOf: true,
        schemaDescription: true,
        specifiedByUrl: true,
        directiveIsRepeatable: true,
      }),
    ],
  ])('%s is answered', async (_what, query) => {
    const { code } = await http(json)(query);
    expect(code).toBeUndefined();
  });

  it.each(Object.entries({ ...example, ...client }))(
    '%s, as clients send it, is not too much',
    async (_name, query) => {
      const { code } = await http(json)(query.toString());
      expect(code ?? '').not.toContain('LIMIT');
    },
  );

  it('introspection that would be answered without an end is not', async () => {
    const lists = `${'{ fields { type '.repeat(5)}{ name }${' } }'.repeat(5)}`;
    expect(await http(json)(`{ __schema { types ${lists} } }`)).toMatchObject({
      code: 'GRAPHQL_VALIDATION_FAILED',
    });
  });
});

it.each(transports)('over %s nobody looks at the token of an address that floods', async (name, send) => {
  const viaSocket = name === 'a WebSocket';
  perAddress.left.set(address, viaSocket ? 1 : 0);
  verified.length = 0;
  expect(await send('{ __typename }', bearer(ada))).toMatchObject({ code: 'RATE_LIMITED' });
  // That of connection_init.
  expect(verified).toHaveLength(viaSocket ? 1 : 0);
  // What is sent over the socket next counts.
  expect(perViewer.left.has(ada)).toBe(viaSocket);
});

it('nor at one that GraphiQL sends with an operation', async () => {
  using socket = await acknowledged(null);
  perAddress.left.set(address, 0);
  const payload = { query: '{ __typename }', extensions: { headers: { authorization: forgedBearer } } };
  socket.send({ type: 'subscribe', id: '1', payload });
  await eventually(() => expect(socket.texts.at(-1)).toContain('RATE_LIMITED'));
});

it.each([
  ['of which no operation is meant', 'query A { __typename } query B { __typename }', 'OPERATION_RESOLUTION_FAILURE'],
  ['of a subscription', 'subscription { feedChanged(feed: { global: true }) { __typename } }', undefined],
])(
  'a request %s, which the direct way leaves to Yoga, counts once and its token is looked at once',
  async (_what, query, code) => {
    for (const [rates, subject] of [[perViewer, ada] as const, [perAddress, address] as const])
      rates.left.set(subject, 9);
    verified.length = 0;
    expect((await http(json)(query, bearer(ada))).code).toBe(code);
    expect([perViewer.left.get(ada), perAddress.left.get(address), verified.length]).toEqual([8, 8, 1]);
  },
);

it('a forged token counts for its address, and is told so first', async () => {
  perAddress.left.set(address, 1);
  expect(await http(json)('{ __typename }', forgedBearer)).toMatchObject({ status: 401 });
  expect(await http(json)('{ __typename }', forgedBearer)).toMatchObject({ status: 429 });
});

describe('a socket', () => {
  const changes = 'subscription { feedChanged(feed: { global: true }) { __typename } }';

  it('has so many subscriptions at a time, and one more when one has ended', async () => {
    using socket = await acknowledged();
    for (const id of ['1', '2', '3']) socket.send(subscribe(id, changes));
    const refused = { type: 'error', id: '3', payload: [{ extensions: { code: 'SUBSCRIPTION_LIMIT_EXCEEDED' } }] };
    await eventually(() => expect(socket.messages).toMatchObject([{}, refused]));
    await eventually(() => expect(server.liveFeed.open).toBe(2));
    socket.send({ type: 'complete', id: '1' });
    await eventually(() => expect(server.liveFeed.open).toBe(1));
    socket.send(subscribe('4', changes));
    await eventually(() => expect(server.liveFeed.open).toBe(2));
    server.liveFeed.emit({ op: 'REMOVED', cursor: 'c1', activityId: 'an activity' });
    await eventually(() => expect(socket.messages).toHaveLength(4));
    expect(socket.messages.slice(2)).toMatchObject([{ id: '2' }, { id: '4' }]);
  });

  it('is refused by its upgrade when its address floods', async () => {
    perAddress.left.set(address, 0);
    const socket = new WebSocket(server.socketUrl, 'graphql-transport-ws');
    const [error] = await once(socket, 'error');
    expect(String(error)).toContain('429');
  });

  it.each([
    ['viewer', bearer(ada), places.perViewer, [ada]],
    ['address', null, places.perAddress, [address]],
  ])(
    'is closed with 1013 when its %s has as many as there may be, and gives back its place when it is closed',
    async (whose, authorization, kept, taken) => {
      await eventually(() => expect(kept.taken).toEqual([]));
      kept.max = 1;
      using first = await acknowledged(authorization);
      expect(kept.taken).toEqual(taken);
      const second = new WebSocket(server.socketUrl, 'graphql-transport-ws');
      await once(second, 'open');
      second.send(JSON.stringify({ type: 'connection_init', payload: { authorization } }));
      const [code, reason] = await once(second, 'close');
      expect([code, String(reason)]).toEqual([1013, `Too many sockets of this ${whose}`]);
      first[Symbol.dispose]();
      await eventually(() => expect(kept.taken).toEqual([]));
      using _third = await acknowledged(authorization);
    },
  );

  it('that is admitted later, as GraphiQL’s, leaves its place among those of its address', async () => {
    await eventually(() => expect(places.perAddress.taken).toEqual([]));
    using socket = await acknowledged(null);
    expect(places.perAddress.taken).toEqual([address]);
    const payload = { query: '{ __typename }', extensions: { headers: { authorization: bearer(ada) } } };
    socket.send({ type: 'subscribe', id: '1', payload });
    await eventually(() => expect(socket.messages.at(-1)).toEqual({ type: 'complete', id: '1' }));
    expect(places.perAddress.taken).toEqual([]);
    expect(places.perViewer.taken).toContain(ada);
  });

  it('that waits for nothing longest makes room for others of its address, and who means well comes through', async () => {
    const idle = [await rawSocket(server), await rawSocket(server), await rawSocket(server)];
    using wellMeaning = await acknowledged();
    expect(await idle[0]?.closed).toBe(4408);
    using _next = await rawSocket(server);
    wellMeaning.send({ type: 'ping' });
    await eventually(() => expect(wellMeaning.messages.at(-1)).toEqual({ type: 'pong' }));
    for (const socket of idle) socket[Symbol.dispose]();
  });
});

describe('an event stream', () => {
  const changes = 'subscription { feedChanged(feed: { global: true }) { __typename } }';

  /** Open when it resolves, unless it was refused. */
  async function stream(authorization: string | null, query = changes, accept = 'text/event-stream') {
    const leaving = new AbortController();
    const response = await fetch(server.url, {
      method: 'POST',
      headers: { 'content-type': json, accept, ...(authorization && { authorization }) },
      body: JSON.stringify({ query }),
      signal: leaving.signal,
    });
    return { response, leave: () => leaving.abort() };
  }

  beforeEach(async () => {
    for (const of of [places.perViewer, places.perAddress]) await eventually(() => expect(of.taken).toEqual([]));
  });

  it.each([
    ['viewer', bearer(ada), places.perViewer, [ada]],
    ['address', null, places.perAddress, [address]],
  ])(
    'is refused with 429 when its %s has as many as there may be, sockets among them',
    async (whose, authorization, kept, taken) => {
      kept.max = 2;
      using _socket = await acknowledged(authorization);
      const first = await stream(authorization);
      expect(first.response.status).toBe(200);
      expect(kept.taken).toEqual([...taken, ...taken]);

      const { response } = await stream(authorization);

      expect([response.status, response.headers.get('retry-after')]).toEqual([429, '5']);
      const text = await response.text();
      expect(refusalIn(text)).toEqual({
        code: 'STREAM_LIMIT_EXCEEDED',
        message: `Too many sockets and event streams of this ${whose}: try again in 5 s`,
      });
      expect(text).toContain('"retryAfterSeconds":5');
      expect(text).toMatch(/"requestId":"request-\d+"/);
      first.leave();
      await eventually(() => expect(kept.taken).toEqual(taken));
    },
  );

  it('gives back its place when its source ends', async () => {
    const { response } = await stream(bearer(ada));
    expect(places.perViewer.taken).toEqual([ada]);
    server.liveFeed.fail(new CursorError('CURSOR_EXPIRED'));
    await response.text();
    await eventually(() => expect(places.perViewer.taken).toEqual([]));
  });

  it.each([
    ['what was subscribed to is refused', 'subscription { notificationChanged { cursor } }', null, places.perAddress],
    ['its token expires', changes, bearer(ada, 300), places.perViewer],
  ])('gives it back when %s', async (_why, query, authorization, kept) => {
    const { response } = await stream(authorization, query);
    await response.text().catch(String);
    await eventually(() => expect(kept.taken).toEqual([]));
  });

  it.each(['multipart/mixed', json, graphqlJson])(
    'that is asked for as %s is none, and nothing stays open',
    async (accept) => {
      const { response } = await stream(null, changes, accept);
      expect(response.status).toBe(406);
      await response.text();
      await eventually(() => expect(places.perAddress.taken).toEqual([]));
      await eventually(() => expect(server.liveFeed.open).toBe(0));
    },
  );

  it('that is a query has no place', async () => {
    places.perViewer.max = 0;
    const { response } = await stream(bearer(ada), '{ __typename }');
    expect(response.status).toBe(200);
    await response.text();
  });
});
