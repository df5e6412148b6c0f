import {
  AuthenticationError,
  AuthenticationUnavailableError,
  type VerifiedToken,
} from '../../src/shared/application/TokenVerifier.ts';
import { CuratorId } from '../../src/shared/domain/CuratorId.ts';

const validForMs = 60 * 60 * 1_000;

/** A token for a DID, as `authorization`. */
export const bearer = (did: string, lifetimeMs = validForMs): string => `Bearer ${did}!${Date.now() + lifetimeMs}`;

export const forgedBearer = 'Bearer forged';
/** As if the keys could not be fetched. */
export const unverifiableBearer = 'Bearer unverifiable';

export async function fakeAuthenticate(authorization: string | null): Promise<VerifiedToken | null> {
  if (authorization === null) return null;
  if (authorization === unverifiableBearer) throw new AuthenticationUnavailableError('the keys cannot be fetched');
  const [, did, expiresAtMs] = /^Bearer (did:[^!]+)!(\d+)$/.exec(authorization) ?? [];
  if (!did) throw new AuthenticationError('the signature of the token is not right');
  return { curatorId: CuratorId.create(did).unwrap(), expiresAt: new Date(Number(expiresAtMs)) };
}
