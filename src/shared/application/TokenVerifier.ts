import type { CuratorId } from '../domain/CuratorId.ts';

export interface VerifiedToken {
  readonly curatorId: CuratorId;
  /** From this moment on the token is worth nothing, also to a connection that was opened with it. */
  readonly expiresAt: Date;
}

export interface TokenVerifier {
  /**
   * Rejects with AuthenticationError when the token is not to be believed, and with AuthenticationUnavailableError when that
   * cannot be told at the moment.
   */
  verify(token: string): Promise<VerifiedToken>;
}

/** The token is not to be believed. The message names what is wrong and may be shown to the client: the token is not in it. */
export class AuthenticationError extends Error {
  override readonly name = 'AuthenticationError';
}

/** The keys to verify tokens with cannot be had: an outage, not the client's fault. Trying again later may help. */
export class AuthenticationUnavailableError extends Error {
  override readonly name = 'AuthenticationUnavailableError';
}
