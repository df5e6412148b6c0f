import { hash } from 'node:crypto';
import type { Clock } from '../../application/Clock.ts';
import type { VerifiedToken } from '../../application/TokenVerifier.ts';

export interface VerifiedTokensOptions {
  readonly clock: Clock;
  /** Default 10,000, which take about 3 MB. */
  readonly maxTokens?: number;
  /** Default a minute. */
  readonly maxAgeMs?: number;
}

interface Kept {
  readonly token: VerifiedToken;
  readonly until: number;
}

/**
 * Tokens that were verified a moment ago: a client sends the same one with each of its requests, and a signature takes longer to verify than
 * a plain request takes otherwise. Each is kept until it expires, and not beyond a minute; under its hash, so that no token lies in memory.
 * What was refused is not kept: it is looked at again.
 */
export class VerifiedTokens {
  readonly #clock: Clock;
  readonly #maxTokens: number;
  readonly #maxAgeMs: number;
  /** Begins with the one kept longest. */
  #kept = new Map<string, Kept>();

  constructor({ clock, maxTokens = 10_000, maxAgeMs = 60_000 }: VerifiedTokensOptions) {
    this.#clock = clock;
    this.#maxTokens = maxTokens;
    this.#maxAgeMs = maxAgeMs;
  }

  /** The token as it was verified, or as `verify` does it now. Rejects as `verify` does. */
  async of(token: string, verify: () => Promise<VerifiedToken>): Promise<VerifiedToken> {
    const key = hash('sha256', token, 'base64url');
    const kept = this.#kept.get(key);
    if (kept && this.#clock.now().getTime() < kept.until) return kept.token;
    const kepts = this.#kept;
    const verified = await verify();
    // With keys that were withdrawn meanwhile: good for this once.
    if (kepts === this.#kept) this.#keep(key, verified);
    return verified;
  }

  /** To be called when the keys are others: what was verified by the old ones is to be verified again. */
  forget(): void {
    this.#kept = new Map();
  }

  #keep(key: string, token: VerifiedToken): void {
    const until = Math.min(token.expiresAt.getTime(), this.#clock.now().getTime() + this.#maxAgeMs);
    this.#kept.delete(key);
    this.#kept.set(key, { token, until });
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > this.#maxTokens && oldest !== undefined) this.#kept.delete(oldest);
  }
}
