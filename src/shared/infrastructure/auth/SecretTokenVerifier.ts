import { jwtVerify } from 'jose';
import type { Clock } from '../../application/Clock.ts';
import type { TokenVerifier, VerifiedToken } from '../../application/TokenVerifier.ts';
import { claimRules, verifyJwt } from './verifyJwt.ts';

/** Verifies tokens by a secret that whoever issues them knows too: for development and tests. */
export class SecretTokenVerifier implements TokenVerifier {
  readonly #key: Uint8Array;
  readonly #clock: Clock;

  constructor({ secret, clock }: { readonly secret: string; readonly clock: Clock }) {
    this.#key = new TextEncoder().encode(secret);
    this.#clock = clock;
  }

  async verify(token: string): Promise<VerifiedToken> {
    return verifyJwt(this.#clock, () =>
      jwtVerify(token, this.#key, { ...claimRules(this.#clock), algorithms: ['HS256'] }),
    );
  }
}
