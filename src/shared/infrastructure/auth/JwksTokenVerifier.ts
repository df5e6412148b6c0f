import { jwtVerify } from 'jose';
import type { Clock } from '../../application/Clock.ts';
import type { Logger } from '../../application/Logger.ts';
import { OutageLog } from '../../application/OutageLog.ts';
import type { TokenVerifier, VerifiedToken } from '../../application/TokenVerifier.ts';
import { fetchKeySet } from './fetchKeySet.ts';
import { IssuerKeys, type IssuerKeysOptions } from './IssuerKeys.ts';
import { VerifiedTokens } from './VerifiedTokens.ts';
import { claimRules, verifyJwt } from './verifyJwt.ts';

/** Asymmetric ones alone: a token that takes the public key for an HMAC secret, or none at all, is refused unseen. */
// biome-ignore format: by family
const algorithms = [
  'RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512',
  'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519',
];

export interface JwksTokenVerifierOptions
  extends Pick<IssuerKeysOptions, 'clock' | 'cooldownMs' | 'maxAgeMs' | 'graceMs' | 'retryMs'> {
  /** Where the issuer publishes its keys (a JSON Web Key Set). */
  readonly url: URL;
  readonly issuer: string;
  readonly audience: string;
  readonly logger: Logger;
  /** How long a fetch may take. Default 5 s. */
  readonly timeoutMs?: number;
}

/**
 * Verifies tokens by the public keys of their issuer. A withdrawn key counts as long as fetched keys are used, and a minute more (VerifiedTokens):
 * 11 minutes; while the issuer is out of reach, an hour longer.
 */
export class JwksTokenVerifier implements TokenVerifier {
  readonly #issuer: string;
  readonly #audience: string;
  readonly #clock: Clock;
  readonly #keys: IssuerKeys;
  readonly #verified: VerifiedTokens;

  constructor({ url, issuer, audience, clock, logger, timeoutMs = 5_000, ...times }: JwksTokenVerifierOptions) {
    this.#issuer = issuer;
    this.#audience = audience;
    this.#clock = clock;
    this.#verified = new VerifiedTokens({ clock });
    this.#keys = new IssuerKeys({
      ...times,
      clock,
      fetchKeys: () => fetchKeySet({ url, timeoutMs, logger }),
      replaced: () => this.#verified.forget(),
      outages: new OutageLog(logger, 'fetching the keys of the issuer of tokens'),
    });
  }

  async verify(token: string): Promise<VerifiedToken> {
    const issued = { issuer: this.#issuer, audience: this.#audience };
    return this.#verified.of(token, () =>
      verifyJwt(this.#clock, () =>
        jwtVerify(token, this.#keys.find, { ...claimRules(this.#clock), ...issued, algorithms }),
      ),
    );
  }
}
