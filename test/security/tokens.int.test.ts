import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bearerToken } from '../../src/shared/infrastructure/auth/bearerToken.ts';
import { JwksTokenVerifier } from '../../src/shared/infrastructure/auth/JwksTokenVerifier.ts';
import { startTestServer, type TestServer } from '../graphql/testServer.ts';
import { type KeyServer, newKey, startKeyServer } from '../shared/auth/keyServer.ts';
import { recordingLog } from '../support/log.ts';
import { streamNames, streams } from './streams.ts';
import { type Issuer, tokenOf, tokenTable } from './tokenTable.ts';
import { type TransportName, transportNames, transports } from './transports.ts';

const names = { issuer: 'https://issuer.example/', audience: 'commonplace' };
const viewer = '{ viewer { did } }';
const changes = 'subscription { feedChanged(feed: { global: true }) { __typename } }';

let keys: KeyServer;
let strangersKeys: KeyServer;
let issuer: Issuer;
let server: TestServer;
/** Of the keys: minutes later for it than for the rest. */
let laterMs = 0;
beforeAll(async () => {
  const [key, stranger] = await Promise.all([newKey('ours'), newKey('theirs')]);
  [keys, strangersKeys] = await Promise.all([startKeyServer(key), startKeyServer(stranger)]);
  issuer = { ...names, key, stranger, strangersUrl: strangersKeys.url.href };
  const clock = { now: () => new Date(Date.now() + laterMs) };
  const verifier = new JwksTokenVerifier({ ...names, url: keys.url, clock, logger: recordingLog() });
  server = await startTestServer({
    useCases: { ensureCurator: { execute: async () => {} } },
    server: {
      recheckMs: 20,
      authenticate: async (authorization) => {
        const token = bearerToken(authorization);
        return token === null ? null : verifier.verify(token);
      },
    },
  });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await keys[Symbol.asyncDispose]();
  await strangersKeys[Symbol.asyncDispose]();
});

const ask = (transport: TransportName, authorization: string, query = viewer) =>
  transports[transport]({ url: server.url, query, authorization });

/** Refused as a whole, in the words of the transport. */
async function expectRefusal(transport: TransportName, authorization: string, query: string, message: string) {
  const { status, result, closing, raw } = await ask(transport, authorization, query);
  if (transport === 'WebSocket') expect(closing).toEqual({ code: 4403, reason: message });
  else {
    expect(result?.errors).toMatchObject([{ message, extensions: { code: 'UNAUTHENTICATED' } }]);
    expect(result?.data).toBeUndefined();
    expect(status).toBe(401);
    expect(raw).toContain('["www-authenticate","Bearer"]');
  }
  const secrets = authorization.split(/[ .]/).filter(({ length }) => length > 9);
  for (const part of secrets) expect(raw).not.toContain(part);
  for (const part of secrets) expect(JSON.stringify(server.logged)).not.toContain(part);
}

it.each(transportNames)('over %s a good token is believed', async (transport) => {
  const { result } = await ask(transport, `Bearer ${await tokenOf(issuer)}`);
  expect(result?.errors).toBeUndefined();
});

it.each(tokenTable)('a token, %s: refused on every transport, whatever is asked for', async (_what, make, message) => {
  const authorization = await make(issuer);
  for (const query of [viewer, changes]) {
    await Promise.all(transportNames.map((transport) => expectRefusal(transport, authorization, query, message)));
  }
});

it('nobody looks for keys where a token says that they are', () => {
  expect(strangersKeys.fetches).toBe(0);
});

/** Over each transport: how it ended, when it does. */
async function openStreams(authorization: string) {
  const asked = { url: server.url, query: changes, authorization };
  const opened = await Promise.all(streamNames.map(async (name) => [name, await streams[name](asked)] as const));
  await expect.poll(() => server.liveFeed.open).toBe(opened.length);
  return {
    ended: async () =>
      Object.fromEntries(await Promise.all(opened.map(async ([name, { ended }]) => [name, await ended] as const))),
  };
}
const endings = {
  expired: { SSE: 'TypeError: terminated', WebSocket: '4403 the token has expired' },
  withdrawn: { SSE: 'TypeError: terminated', WebSocket: '4403 the token is signed with a key that is not known' },
};

describe('what was opened with a token', () => {
  it('ends when that expires, and not before', async () => {
    const exp = Math.ceil(Date.now() / 1000) + 1;
    const authorization = `Bearer ${await tokenOf(issuer, { claims: { exp } })}`;
    const open = await openStreams(authorization);

    const ended = await open.ended();

    expect(Date.now()).toBeGreaterThanOrEqual(exp * 1000);
    expect(ended).toEqual(endings.expired);
    await expect.poll(() => server.liveFeed.open).toBe(0);
  });

  it('stays while the issuer is away, and ends when the issuer has withdrawn the key', async () => {
    const authorization = `Bearer ${await tokenOf(issuer)}`;
    const open = await openStreams(authorization);

    keys.answer(503, 'later');
    laterMs = 11 * 60_000;
    const { fetches } = keys;
    await expect.poll(() => keys.fetches).toBeGreaterThan(fetches);
    expect(server.liveFeed.open).toBe(2);

    keys.publish(issuer.stranger);
    laterMs += 60_000;
    const ended = await open.ended();
    expect(ended).toEqual(endings.withdrawn);
    await expect.poll(() => server.liveFeed.open).toBe(0);
  });
});
