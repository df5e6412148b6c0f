import { type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { AuthenticationError } from '../../../src/shared/application/TokenVerifier.ts';
import { JwksTokenVerifier } from '../../../src/shared/infrastructure/auth/JwksTokenVerifier.ts';
import { recordingLog } from '../../support/log.ts';
import { type KeyServer, newKey, type SigningKey, sign, startKeyServer } from './keyServer.ts';

const now = new Date('2026-01-01T12:00:00Z');
const seconds = now.getTime() / 1000;
const claims = {
  iss: 'https://auth.example.com/',
  aud: 'commonplace',
  sub: 'did:plc:ada',
  iat: seconds,
  exp: seconds + 60,
};

let key: SigningKey;
let other: SigningKey;
beforeAll(async () => {
  [key, other] = await Promise.all([newKey('first'), newKey('second')]);
});

const verifierOf = ({ url }: KeyServer): JwksTokenVerifier =>
  new JwksTokenVerifier({
    url,
    issuer: claims.iss,
    audience: claims.aud,
    clock: { now: () => now },
    logger: recordingLog(),
  });

async function refusalOf(verifier: JwksTokenVerifier, token: string): Promise<string> {
  const error: unknown = await verifier.verify(token).catch((caught: unknown) => caught);
  if (!(error instanceof AuthenticationError)) throw new Error('expected an AuthenticationError', { cause: error });
  // Neither it nor what it was caused by gives the token away.
  expect(error.cause).toBeUndefined();
  for (const part of token.split('.').filter(({ length }) => length > 9)) expect(error.message).not.toContain(part);
  return error.message;
}

it('believes a token of the issuer, for this audience', async () => {
  await using server = await startKeyServer(key);

  const { curatorId, expiresAt } = await verifierOf(server).verify(await sign(key, claims));

  expect(curatorId.value).toBe('did:plc:ada');
  expect(expiresAt).toEqual(new Date('2026-01-01T12:01:00Z'));
});

describe('what a token says', () => {
  const { iss: _iss, ...withoutIssuer } = claims;
  const { aud: _aud, ...withoutAudience } = claims;
  const { exp: _exp, ...withoutExpiry } = claims;
  const { sub: _sub, ...withoutSubject } = claims;

  it.each<[string, JWTPayload, string]>([
    ['expired', { ...claims, exp: seconds - 1 }, 'the token has expired'],
    ['expires now', { ...claims, exp: seconds }, 'the token has expired'],
    ['of another issuer', { ...claims, iss: 'https://evil.example.com/' }, 'the token is of another issuer'],
    ['for another audience', { ...claims, aud: ['shop'] }, 'the token is meant for another audience'],
    ['of the future', { ...claims, nbf: seconds + 30 }, 'the token is not valid yet'],
    ['without issuer', withoutIssuer, 'the token has no "iss"'],
    ['without audience', withoutAudience, 'the token has no "aud"'],
    ['without end', withoutExpiry, 'the token has no "exp"'],
    ['without subject', withoutSubject, 'the token has no "sub"'],
    ['subject is not a DID', { ...claims, sub: 'ada@example.com' }, 'the "sub" of the token is not a DID'],
    ['subject is empty', { ...claims, sub: '' }, 'the "sub" of the token is not a DID'],
  ])('%s: refused', async (_what, payload, message) => {
    await using server = await startKeyServer(key);

    expect(await refusalOf(verifierOf(server), await sign(key, payload))).toBe(message);
  });

  it('an issuer whose clock is a few seconds ahead is bearable', async () => {
    await using server = await startKeyServer(key);

    await expect(verifierOf(server).verify(await sign(key, { ...claims, nbf: seconds + 4 }))).resolves.toBeDefined();
  });

  it('the end may lie beyond what a date can hold', async () => {
    await using server = await startKeyServer(key);

    const { expiresAt } = await verifierOf(server).verify(await sign(key, { ...claims, exp: 1e15 }));

    expect(expiresAt.getTime()).toBe(8.64e15);
  });
});

describe('how a token is signed', () => {
  it('not at all: refused without a fetch', async () => {
    await using server = await startKeyServer(key);

    const message = await refusalOf(verifierOf(server), new UnsecuredJWT(claims).encode());

    expect(message).toBe('the token is signed with an algorithm that is not accepted');
    expect(server.fetches).toBe(0);
  });

  it('with the public key as a shared secret: refused', async () => {
    await using server = await startKeyServer(key);
    const secret = new TextEncoder().encode(JSON.stringify(key.publicJwk));
    const token = await new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid: key.kid }).sign(secret);

    expect(await refusalOf(verifierOf(server), token)).toBe(
      'the token is signed with an algorithm that is not accepted',
    );
  });

  it('with a key of the same name: refused', async () => {
    await using server = await startKeyServer(key);

    expect(await refusalOf(verifierOf(server), await sign({ ...other, kid: key.kid }, claims))).toBe(
      'the signature of the token is not right',
    );
  });

  it('by a key that brings itself along: refused', async () => {
    await using server = await startKeyServer(key);
    const token = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'ES256', kid: 'mine', jwk: other.publicJwk })
      .sign(other.privateKey);

    expect(await refusalOf(verifierOf(server), token)).toBe('the token is signed with a key that is not known');
  });

  it('without saying by which of several keys: refused', async () => {
    await using server = await startKeyServer(key, other);
    const token = await new SignJWT(claims).setProtectedHeader({ alg: 'ES256' }).sign(key.privateKey);

    expect(await refusalOf(verifierOf(server), token)).toBe('the token does not name its key by a "kid"');
  });

  it.each(['', 'x', 'a.b', 'a.b.c', 'eyJhbGciOiJFUzI1NiJ9.e30', '💥.💥.💥', '..', 'a.b.c.d.e'])(
    'not a JWT (%j): refused',
    async (text) => {
      await using server = await startKeyServer(key);

      expect(await refusalOf(verifierOf(server), text)).toBe('the token is not a well-formed JWT');
    },
  );
});
