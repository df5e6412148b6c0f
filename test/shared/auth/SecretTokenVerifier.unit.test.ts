import { generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { AuthenticationError } from '../../../src/shared/application/TokenVerifier.ts';
import { CuratorId } from '../../../src/shared/domain/CuratorId.ts';
import { issueToken } from '../../../src/shared/infrastructure/auth/issueToken.ts';
import { SecretTokenVerifier } from '../../../src/shared/infrastructure/auth/SecretTokenVerifier.ts';

const secret = 'a secret of at least thirty-two bytes';
const key = new TextEncoder().encode(secret);
const ada = CuratorId.create('did:plc:ada').unwrap();
const clock = { now: () => new Date() };
const verifier = new SecretTokenVerifier({ secret, clock });

async function refusalOf(token: string): Promise<string> {
  const error: unknown = await verifier.verify(token).catch((caught: unknown) => caught);
  if (!(error instanceof AuthenticationError)) throw new Error('expected an AuthenticationError', { cause: error });
  return error.message;
}

it('believes a token that was issued with the same secret, until it expires', async () => {
  const token = await issueToken({ secret, subject: ada, expiresIn: '2h' });

  const { curatorId, expiresAt } = await verifier.verify(token);

  expect(curatorId.equals(ada)).toBe(true);
  const hours = (expiresAt.getTime() - Date.now()) / 3_600_000;
  expect(hours).toBeGreaterThan(1.99);
  expect(hours).toBeLessThanOrEqual(2);
  const later = new SecretTokenVerifier({ secret, clock: { now: () => expiresAt } });
  await expect(later.verify(token)).rejects.toThrow('the token has expired');
});

describe('refuses', () => {
  it('a token of another secret', async () => {
    expect(await refusalOf(await issueToken({ secret: `${secret}!`, subject: ada, expiresIn: '1h' }))).toBe(
      'the signature of the token is not right',
    );
  });

  it('a token without a signature', async () => {
    const token = new UnsecuredJWT().setSubject(ada.value).setExpirationTime('1h').encode();

    expect(await refusalOf(token)).toBe('the token is signed with an algorithm that is not accepted');
  });

  it('a token that is signed in another way', async () => {
    const { privateKey } = await generateKeyPair('ES256');
    const token = (alg: string): SignJWT =>
      new SignJWT().setSubject(ada.value).setExpirationTime('1h').setProtectedHeader({ alg });
    const message = 'the token is signed with an algorithm that is not accepted';

    expect(await refusalOf(await token('ES256').sign(privateKey))).toBe(message);
    expect(await refusalOf(await token('HS512').sign(key))).toBe(message);
  });

  it('a token without end', async () => {
    const token = await new SignJWT().setSubject(ada.value).setProtectedHeader({ alg: 'HS256' }).sign(key);

    expect(await refusalOf(token)).toBe('the token has no "exp"');
  });

  it('a token whose subject is not a DID', async () => {
    const token = new SignJWT({ sub: 'ada' }).setExpirationTime('1h').setProtectedHeader({ alg: 'HS256' });

    expect(await refusalOf(await token.sign(key))).toBe('the "sub" of the token is not a DID');
  });
});
