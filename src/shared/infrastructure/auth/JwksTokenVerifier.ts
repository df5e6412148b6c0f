import { createRemoteJWKSet, customFetch, errors, type JWTVerifyGetKey, jwtVerify } from 'jose';
import type { Clock } from '../../application/Clock.ts';
import {
  AuthenticationUnavailableError,
  type TokenVerifier,
  type VerifiedToken,
} from '../../application/TokenVerifier.ts';
import { fetchWithBackoff } from './fetchWithBackoff.ts';
import { VerifiedTokens } from './VerifiedTokens.ts';
import { claimRules, verifyJwt } from './verifyJwt.ts';

/** Asymmetric ones alone: a token that takes the public key for an HMAC secret, or none at all, is refused unseen. */
// biome-ignore format: by family
const algorithms = [
  'RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512',
  'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519',
];

export interface JwksTokenVerifierOptions {
  /** Where the issuer publishes its keys (a JSON Web Key Set). */
  readonly url: URL;
  readonly issuer: string;
  readonly audience: string;
  readonly clock: Clock;
  /** A key that is not known makes us fetch the keys again, but not sooner than this after the last time. Default 30 s. */
  readonly cooldownMs?: number;
  /** Fetched keys are used this long, so a withdrawn key counts that long at most, and a minute: see VerifiedTokens. Default 10 minutes. */
  readonly maxAgeMs?: number;
  /** How long a fetch may take. Default 5 s. */
  readonly timeoutMs?: number;
  /** After a fetch that failed, no other is tried for this long. Default 1 s. */
  readonly retryMs?: number;
}

/** Verifies tokens by the public keys of their issuer, which are fetched when they are first needed. */
export class JwksTokenVerifier implements TokenVerifier {
  readonly #issuer: string;
  readonly #audience: string;
  readonly #clock: Clock;
  readonly #findKey: JWTVerifyGetKey;
  readonly #verified: VerifiedTokens;

  constructor({ url, issuer, audience, clock, ...limits }: JwksTokenVerifierOptions) {
    const { cooldownMs = 30_000, maxAgeMs = 600_000, timeoutMs = 5_000, retryMs = 1_000 } = limits;
    this.#issuer = issuer;
    this.#audience = audience;
    this.#clock = clock;
    this.#verified = new VerifiedTokens({ clock });
    this.#findKey = unavailableWhenFailing(
      createRemoteJWKSet(url, {
        cooldownDuration: cooldownMs,
        cacheMaxAge: maxAgeMs,
        timeoutDuration: timeoutMs,
        [customFetch]: fetchWithBackoff(retryMs, () => this.#verified.forget()),
      }),
    );
  }

  async verify(token: string): Promise<VerifiedToken> {
    const issued = { issuer: this.#issuer, audience: this.#audience };
    return this.#verified.of(token, () =>
      verifyJwt(this.#clock, () =>
        jwtVerify(token, this.#findKey, { ...claimRules(this.#clock), ...issued, algorithms }),
      ),
    );
  }
}

/** That no key fits says something about the token; any other failure says that the keys could not be had. */
function unavailableWhenFailing(findKey: JWTVerifyGetKey): JWTVerifyGetKey {
  return async (header, token) => {
    try {
      return await findKey(header, token);
    } catch (cause) {
      if (cause instanceof errors.JWKSNoMatchingKey || cause instanceof errors.JWKSMultipleMatchingKeys) throw cause;
      throw new AuthenticationUnavailableError(
        'tokens cannot be verified now: the keys of their issuer are out of reach',
        {
          cause,
        },
      );
    }
  };
}
