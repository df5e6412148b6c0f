import { generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AuthenticationError, AuthenticationUnavailableError } from '../../../src/shared/application/TokenVerifier.ts';
import { JwksTokenVerifier } from '../../../src/shared/infrastructure/auth/JwksTokenVerifier.ts';
import { recordingLog } from '../../support/log.ts';
import { type KeyServer, keySet, newKey, type SigningKey, sign, startKeyServer } from './keyServer.ts';

const start = Date.parse('2026-01-01T12:00:00Z');
const claims = { iss: 'https://auth.example.com/', aud: 'commonplace', sub: 'did:plc:ada', exp: start / 1000 + 86_400 };
const second = 1_000;
const minute = 60 * second;

let key: SigningKey;
let other: SigningKey;
let token: string;
let otherToken: string;
beforeAll(async () => {
  [key, other] = await Promise.all([newKey('first'), newKey('second')]);
  [token, otherToken] = await Promise.all([sign(key, claims), sign(other, claims)]);
});

let at: number;
let server: KeyServer;
let log: ReturnType<typeof recordingLog>;
let verifier: JwksTokenVerifier;
beforeEach(async () => {
  at = start;
  server = await startKeyServer(key);
  log = recordingLog();
  verifier = verifierOf(server);
});
afterEach(() => server[Symbol.asyncDispose]());

const verifierOf = ({ url }: KeyServer, timeoutMs = 5_000): JwksTokenVerifier =>
  new JwksTokenVerifier({
    url,
    issuer: claims.iss,
    audience: claims.aud,
    clock: { now: () => new Date(at) },
    logger: log,
    timeoutMs,
  });

/** Another one each time, which is not remembered from the last. */
let lastToken = 0;
const freshToken = (of: SigningKey): Promise<string> => sign(of, { ...claims, jti: `${(lastToken += 1)}` });

async function outcomeOf(text: string): Promise<'good' | 'unknown key' | 'unavailable'> {
  const error: unknown = await verifier.verify(text).then(
    () => undefined,
    (caught: unknown) => caught,
  );
  if (error === undefined) return 'good';
  if (error instanceof AuthenticationUnavailableError) return 'unavailable';
  if (!(error instanceof AuthenticationError)) throw new Error('expected an AuthenticationError', { cause: error });
  expect(error.message).toBe('the token is signed with a key that is not known');
  return 'unknown key';
}

describe('a rotation', () => {
  it('is noticed by the first token of the new key, and the old one works while it is published', async () => {
    expect(await outcomeOf(token)).toBe('good');
    server.publish(key, other);
    at += 30 * second;

    expect(await outcomeOf(otherToken)).toBe('good');
    expect(await outcomeOf(await freshToken(key))).toBe('good');
    expect(server.fetches).toBe(2);
  });

  it('without a token of the new key: a withdrawn one works for 10 minutes, and a minute more at most', async () => {
    expect(await outcomeOf(token)).toBe('good');
    server.publish(other);

    at += 10 * minute - 1;
    // As late as it can be believed for one more minute without another look.
    expect(await outcomeOf(token)).toBe('good');
    at += 1;
    expect(await outcomeOf(await freshToken(key))).toBe('unknown key');
    expect(await outcomeOf(token)).toBe('unknown key');

    at = start + 11 * minute;
    verifier = verifierOf(server);
    server.publish(key);
    expect(await outcomeOf(token)).toBe('good');
    server.publish(other);
    at += 10 * minute - 1;
    expect(await outcomeOf(token)).toBe('good');
    at += minute;
    expect(await outcomeOf(token)).toBe('unknown key');
  });

  it('takes along what was verified by the old keys while the new ones were on their way', async () => {
    expect(await outcomeOf(token)).toBe('good');
    server.publish(other);
    at += 30 * second;
    const { letGo } = server.hold();
    const verifying = outcomeOf(otherToken);
    await expect.poll(() => server.fetches).toBe(2);
    at += 31 * second; // the last look at it was a minute ago
    expect(await outcomeOf(token)).toBe('good');

    letGo();
    expect(await verifying).toBe('good');

    expect(await outcomeOf(token)).toBe('unknown key');
  });
});

describe('keys that are in use', () => {
  it('are fetched again before their time is over, and nobody waits for it, however slow the issuer is', async () => {
    expect(await outcomeOf(token)).toBe('good');
    at += 9 * minute - 1;
    expect(await outcomeOf(await freshToken(key))).toBe('good');
    expect(server.fetches).toBe(1);

    server.publish(key, other);
    const { letGo } = server.hold();
    at += 1;
    for (const _ of [1, 2, 3]) expect(await outcomeOf(await freshToken(key))).toBe('good');
    await expect.poll(() => server.fetches).toBe(2);
    letGo();
    expect(await outcomeOf(otherToken)).toBe('good');

    // As old as when they were asked for: not yet ten minutes.
    at += 9 * minute - 1;
    expect(await outcomeOf(await freshToken(key))).toBe('good');
    expect(server.fetches).toBe(2);
  });

  it('are good for no longer than ten minutes while others are on their way: one that was withdrawn is worth nothing then', async () => {
    expect(await outcomeOf(token)).toBe('good');
    server.publish(other);
    at += 9 * minute;
    const { letGo } = server.hold();
    expect(await outcomeOf(await freshToken(key))).toBe('good');
    at += minute;
    const late = outcomeOf(await freshToken(key));
    await expect.poll(() => server.fetches).toBe(2);
    letGo();
    expect(await late).toBe('unknown key');
  });
});

describe('a fetch that failed once, and quiet after it', () => {
  beforeEach(async () => {
    expect(await outcomeOf(token)).toBe('good');
    server.answer(500, '');
    at += 9 * minute;
    expect(await outcomeOf(await freshToken(key))).toBe('good');
    await expect.poll(() => log.lines.length).toBe(1);
  });

  it.each([10, 11, 60])('a key that was withdrawn is worth nothing after %s minutes', async (minutes) => {
    server.publish(other);
    at = start + minutes * minute;
    expect(await outcomeOf(await freshToken(key))).toBe('unknown key');
  });

  it('known keys are used while they cannot be fetched still', async () => {
    at = start + 60 * minute;
    expect(await outcomeOf(await freshToken(key))).toBe('good');
    expect(server.fetches).toBe(3);
  });
});

describe('a flood of tokens', () => {
  it('of one key is one fetch', async () => {
    const outcomes = await Promise.all(Array.from({ length: 20 }, async () => outcomeOf(await freshToken(key))));

    expect(new Set(outcomes)).toEqual(new Set(['good']));
    expect(server.fetches).toBe(1);
  });

  it('of unknown keys is one fetch each 30 s', async () => {
    const tokens = await Promise.all(
      Array.from({ length: 50 }, (_, index) => sign({ ...other, kid: `unknown ${index}` }, claims)),
    );
    const flood = async () => new Set(await Promise.all(tokens.map(outcomeOf)));

    expect(await flood()).toEqual(new Set(['unknown key']));
    at += 30 * second - 1;
    expect(await flood()).toEqual(new Set(['unknown key']));
    expect(server.fetches).toBe(1);

    at += 1;
    expect(await flood()).toEqual(new Set(['unknown key']));
    expect(await flood()).toEqual(new Set(['unknown key']));
    expect(server.fetches).toBe(2);
  });
});

const unusable = 'the issuer of tokens publishes keys that cannot be used';

const broken: readonly [what: string, status: number, body: string][] = [
  ['an error', 500, 'oops'],
  ['a redirect', 302, ''],
  ['garbage', 200, 'not JSON'],
  ['nothing', 200, ''],
  ['something else', 200, '{"keys":"none"}'],
  ['an empty set', 200, '{"keys":[]}'],
  ['a set without a good key', 200, '{"keys":[{"kty":"EC","kid":"first"},null,7]}'],
  ['more than anybody needs', 200, `{"keys":[],"filler":"${'x'.repeat(300_000)}"}`],
];

describe.each(broken)('a key server that answers with %s', (_what, status, body) => {
  beforeEach(() => server.answer(status, body));

  it('is an outage that is not the token’s fault, asked again later and later, and over when it is over', async () => {
    expect(await outcomeOf(token)).toBe('unavailable');
    const fetchedAt: number[] = [];
    for (let fetches = server.fetches; at < start + 70 * second; at += second / 2) {
      expect(await outcomeOf(token)).toBe('unavailable');
      if (server.fetches > fetches) fetchedAt.push((at - start) / second);
      fetches = server.fetches;
    }
    expect(fetchedAt).toEqual([1, 3, 7, 15, 31, 61]);

    server.publish(key);
    at += 30 * second;
    expect(await outcomeOf(token)).toBe('good');
    expect(log.lines.filter(({ message }) => message !== unusable)).toMatchObject([
      { level: 'warn', message: 'fetching the keys of the issuer of tokens fails; it is tried again' },
      { level: 'info', message: 'fetching the keys of the issuer of tokens works again' },
    ]);
  });

  it('leaves what is known as it is, for an hour beyond its time', async () => {
    server.publish(key);
    expect(await outcomeOf(token)).toBe('good');
    server.answer(status, body);

    for (at = start + 2 * minute; at < start + 70 * minute; at += 2 * minute) {
      expect(await outcomeOf(token)).toBe('good');
      expect(await outcomeOf(otherToken)).toBe('unavailable');
    }
    at = start + 71 * minute;
    expect(await outcomeOf(token)).toBe('unavailable');
  });
});

describe('a key server', () => {
  it('that is gone is an outage too, and leaves what is known', async () => {
    expect(await outcomeOf(token)).toBe('good');
    await server[Symbol.asyncDispose]();
    at += 5 * minute;

    expect(await outcomeOf(token)).toBe('good');
    expect(await outcomeOf(otherToken)).toBe('unavailable');
    verifier = verifierOf(server);
    expect(await outcomeOf(token)).toBe('unavailable');
    server = await startKeyServer(key);
  });

  it('that is slow keeps nobody waiting whose key is known, once it is known to be slow', async () => {
    verifier = verifierOf(server, 50);
    expect(await outcomeOf(token)).toBe('good');
    const { letGo } = server.hold();
    at += 10 * minute;
    expect(await outcomeOf(token)).toBe('good'); // waited for the time-out
    expect(log.lines).toMatchObject([{ level: 'warn', fields: { err: { name: 'TimeoutError' } } }]);

    verifier = verifierOf(server, 600_000);
    letGo();
    expect(await outcomeOf(token)).toBe('good');
    server.answer(500, '');
    at += 10 * minute;
    expect(await outcomeOf(token)).toBe('good');
    server.publish(key);
    const again = server.hold();
    at += minute - 1;
    expect(await outcomeOf(await freshToken(key))).toBe('good'); // and the next try has begun
    await expect.poll(() => server.fetches).toBe(5);
    again.letGo();
    await expect.poll(() => log.lines.at(-1)?.message).toContain('works again');
  });

  it('with a malformed key among good ones: the good ones count, and the log tells of the other', async () => {
    const weak = {
      ...generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'jwk' }),
      kid: 'weak',
    };
    server.answer(200, keySet([key, other], [{ kty: 'EC', crv: 'P-256', kid: 'bad', x: 'AA', y: 'AA' }, null, weak]));

    expect(await outcomeOf(token)).toBe('good');
    expect(await outcomeOf(otherToken)).toBe('good');
    expect(await outcomeOf(await sign({ ...key, kid: 'bad' }, claims))).toBe('unknown key');
    expect(log.lines).toMatchObject([{ level: 'warn', fields: { unusable: 3, usable: 2 }, message: unusable }]);
  });

  it('that publishes the private part of a key: the key is everybody’s, and counts for nothing', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const jwk = { ...privateKey.export({ format: 'jwk' }), kid: 'leaked' };
    expect(publicKey.export({ format: 'jwk' })).toMatchObject({ x: jwk.x });
    server.answer(200, keySet([key], [jwk]));

    expect(await outcomeOf(token)).toBe('good');
    expect(log.lines).toMatchObject([{ message: unusable }]);
  });
});

it('a clock that is set back makes keys old, not young', async () => {
  expect(await outcomeOf(token)).toBe('good');
  server.publish(key, other);
  at -= 60 * minute;

  expect(await outcomeOf(otherToken)).toBe('good');
  expect(server.fetches).toBe(2);
});
