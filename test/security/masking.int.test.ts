import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Prisma } from '../../src/generated/prisma/client.ts';
import { describeError } from '../../src/shared/infrastructure/logging/describeError.ts';
import { bearer, fakeAuthenticate } from '../graphql/fakeTokens.ts';
import { curator } from '../graphql/rows.ts';
import { startTestServer, type TestServer } from '../graphql/testServer.ts';
import { streamNames, streams } from './streams.ts';
import { type Reply, transportNames, transports } from './transports.ts';

const secret = 'hunter2';
const sql = 'SELECT "id" FROM "cards" WHERE "owner_secret"';

/** What may come up unexpectedly, and what must not be told of it. */
const failures: readonly (readonly [what: string, error: Error])[] = [
  ['a bug', new TypeError(`cannot read ${secret} of undefined`)],
  ['an error with a cause', new Error('outside', { cause: new Error(`postgresql://ada:${secret}@db/commonplace`) })],
  ['several errors', new AggregateError([new Error(secret), new Error('another')], `all failed: ${secret}`)],
  [
    'an error with a status of its own',
    Object.assign(new Error(secret), { extensions: { http: { status: 200 } }, status: 200 }),
  ],
  [
    'an error of Prisma',
    new Prisma.PrismaClientKnownRequestError(`Invalid \`prisma.$queryRaw()\` invocation: ${sql} = '${secret}'`, {
      code: 'P2010',
      clientVersion: '7.10.0',
      meta: { query: sql, password: secret },
    }),
  ],
];
const internals = [secret, sql, 'prisma', 'postgresql:', 'at ', '.ts', 'stack', 'node_modules', 'P2010', 'cause'];

const unlucky = bearer('did:plc:unlucky');
const forAuthentication = 'Bearer breaks-the-verifier';
let failure: Error;
let server: TestServer;
beforeAll(async () => {
  const fail = async (): Promise<never> => {
    throw failure;
  };
  server = await startTestServer({
    useCases: {
      ensureCurator: { execute: async ({ value }) => (value.endsWith('unlucky') ? fail() : undefined) },
      unfollow: { execute: fail },
    },
    server: {
      introspection: false,
      graphiql: false,
      authenticate: async (authorization) =>
        authorization === forAuthentication ? fail() : fakeAuthenticate(authorization),
    },
  });
  await curator(server.prisma, 'did:plc:ada');
  server.liveFeed.liveCursor = fail;
});
afterAll(() => server[Symbol.asyncDispose]());
beforeEach(() => {
  server.logged.length = 0;
});

const places: readonly (readonly [where: string, query: string, authorization: string])[] = [
  ['a query', '{ feed(feed: { global: true }) { liveCursor } }', bearer('did:plc:ada')],
  ['a mutation', 'mutation { unfollow(input: { curatorId: "did:plc:bob" }) { __typename } }', bearer('did:plc:ada')],
  ['the context of an operation', '{ __typename }', unlucky],
  ['the context of a subscription', 'subscription { feedChanged(feed: { global: true }) { __typename } }', unlucky],
];

/** The log has it all, under the id that the client was told. */
function expectLogged(requestId: string | undefined): void {
  const errors = server.logged.filter(({ level }) => level === 'error');
  for (const { fields } of errors) expect(fields).toMatchObject({ requestId });
  const told = errors.map(({ fields }) => JSON.stringify('err' in fields && describeError(fields.err)));
  expect(told.join('\n')).toContain(secret);
}

/** Of several errors in one, each may be told apart. */
function expectMasked({ raw, result, status = 500 }: Reply): void {
  for (const internal of internals) expect(raw.toLowerCase()).not.toContain(internal.toLowerCase());
  const errors = result?.errors ?? [];
  const requestId = errors[0]?.extensions.requestId;
  expect(errors).not.toEqual([]);
  for (const { message, extensions } of errors) {
    expect([message, extensions]).toEqual(['Internal error', { code: 'INTERNAL', requestId }]);
  }
  expect([200, 500]).toContain(status);
  expectLogged(requestId);
}

describe.each(failures)('of %s nothing is told but an id, under which the log tells all', (_what, error) => {
  beforeEach(() => {
    failure = error;
  });

  it.each(places)('in %s', async (_where, query, authorization) => {
    for (const transport of transportNames) {
      server.logged.length = 0;
      expectMasked(await transports[transport]({ url: server.url, query, authorization }));
    }
  });

  it('in the verification of a token', async () => {
    const asked = { url: server.url, query: '{ __typename }', authorization: forAuthentication };
    for (const transport of transportNames) {
      if (transport === 'WebSocket') continue;
      server.logged.length = 0;
      expectMasked(await transports[transport](asked));
    }

    server.logged.length = 0;
    const { raw, closing } = await transports.WebSocket(asked);

    expect(raw).not.toContain(secret);
    expect(closing?.code).toBe(1013);
    const [, requestId] = /^Try again later \(request (.+)\)$/.exec(closing?.reason ?? '') ?? [];
    expect(server.logged).toMatchObject([{ level: 'warn', fields: { requestId, err: error } }]);
  });

  it.each(streamNames)('in the source of a subscription, over %s', async (transport) => {
    const query = 'subscription { feedChanged(feed: { global: true }) { __typename } }';
    await using stream = await streams[transport]({ url: server.url, query });
    await expect.poll(() => server.liveFeed.open).toBe(1);
    server.liveFeed.fail(error);
    await expect.poll(() => stream.results.length).toBe(1);

    expectMasked({ raw: stream.raw.join('\n'), result: stream.results[0] });
    await expect.poll(() => server.liveFeed.open).toBe(0);
    server.liveFeed.subscriptions.length = 0;
  });
});

it.each(streamNames)(
  'of an item of a subscription that the database refuses, nothing is told over %s',
  async (transport) => {
    const query = 'subscription { feedChanged(feed: { global: true }) { ... on FeedItemAdded { item { id } } } }';
    await using stream = await streams[transport]({ url: server.url, query });
    await expect.poll(() => server.liveFeed.open).toBe(1);
    server.liveFeed.emit({ op: 'ADDED', cursor: 'c1', activityId: `no-uuid-${secret}` });
    await expect.poll(() => stream.results.length).toBe(1);

    const raw = stream.raw.join('\n');
    for (const internal of internals) expect(raw.toLowerCase()).not.toContain(internal.toLowerCase());
    const requestId = stream.results[0]?.errors?.[0]?.extensions.requestId;
    expect(server.logged).toMatchObject([{ level: 'error', fields: { requestId } }]);
    server.liveFeed.subscriptions.length = 0;
  },
);
