import { errors, type JWTVerifyGetKey } from 'jose';
import type { Clock } from '../../application/Clock.ts';
import type { OutageLog } from '../../application/OutageLog.ts';
import { AuthenticationUnavailableError } from '../../application/TokenVerifier.ts';

export interface IssuerKeysOptions {
  readonly clock: Clock;
  /** Rejects when they cannot be had. */
  readonly fetchKeys: () => Promise<JWTVerifyGetKey>;
  /** Called when other keys are in use, before anything is verified by them. */
  readonly replaced: () => void;
  readonly outages: OutageLog;
  /** A key that is not known has the keys fetched again, but not sooner than this after the last time. Default 30 s. */
  readonly cooldownMs?: number | undefined;
  /**
   * Keys that are this old are worth nothing while others can be had. Default 10 minutes. Those in use are fetched again when nine tenths of it are over, while
   * they go on being used: nobody waits.
   */
  readonly maxAgeMs?: number | undefined;
  /** While they cannot be fetched, known ones are used for so much longer. Default an hour. */
  readonly graceMs?: number | undefined;
  /** After a fetch that failed, no other is begun for so long; twice as long after each further one, up to 30 s. Default 1 s. */
  readonly retryMs?: number | undefined;
}

const maxRetryMs = 30_000;
/** A failure says no longer than this that the issuer is away: while tokens come, it is asked again sooner. */
const awayMs = 2 * maxRetryMs;
/** Of their time: what is left is longer than any fetch may take. */
const freshPart = 0.9;

interface KnownKeys {
  readonly find: JWTVerifyGetKey;
  /** When they were asked for. */
  readonly asOf: number;
}

/**
 * The public keys of an issuer, fetched when they are first needed, before they become old, and when a token names one that is not
 * known. There is one fetch at a time, whoever needs it, and between two lies a wait: no flood of tokens is a flood of fetches.
 */
export class IssuerKeys {
  readonly #options: IssuerKeysOptions;
  readonly #cooldownMs: number;
  readonly #maxAgeMs: number;
  readonly #graceMs: number;
  readonly #retryMs: number;
  #known: KnownKeys | undefined;
  #fetching: Promise<KnownKeys> | undefined;
  /** Of the last fetch, if it failed. */
  #failure: { readonly error: unknown; readonly at: number } | undefined;

  constructor(options: IssuerKeysOptions) {
    const { cooldownMs = 30_000, maxAgeMs = 600_000, graceMs = 3_600_000, retryMs = 1_000 } = options;
    this.#options = options;
    this.#cooldownMs = cooldownMs;
    this.#maxAgeMs = maxAgeMs;
    this.#graceMs = graceMs;
    this.#retryMs = retryMs;
  }

  /**
   * The key that a token says it is signed with. Rejects with JWKSNoMatchingKey and JWKSMultipleMatchingKeys, which say something about the
   * token, and with AuthenticationUnavailableError when the keys cannot be had.
   */
  readonly find: JWTVerifyGetKey = async (header, token) => {
    const keys = await this.#current();
    try {
      return await findIn(keys, header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey) || this.#isCoolingDown()) throw error;
      return findIn(await this.#fetch(), header, token);
    }
  };

  async #current(): Promise<KnownKeys> {
    const known = this.#known;
    if (!known || !this.#isWithin(known.asOf, this.#maxAgeMs + this.#graceMs)) return this.#fetch();
    if (this.#isWithin(known.asOf, this.#maxAgeMs * freshPart)) return known;
    const isAway = this.#failure !== undefined && this.#isWithin(this.#failure.at, awayMs);
    // That it failed is in the log.
    const fetched = this.#fetch().catch(() => known);
    // Nobody waits as long as they are good, nor for the next try while the issuer is away.
    return isAway || this.#isWithin(known.asOf, this.#maxAgeMs) ? known : fetched;
  }

  /** Rejects with AuthenticationUnavailableError, without asking where asking has failed a moment ago. */
  #fetch(): Promise<KnownKeys> {
    if (this.#failure && this.#isWithin(this.#failure.at, this.#waitMs()))
      return Promise.reject(outOfReach(this.#failure));
    this.#fetching ??= this.#fetchNow().finally(() => {
      this.#fetching = undefined;
    });
    return this.#fetching;
  }

  async #fetchNow(): Promise<KnownKeys> {
    const { fetchKeys, outages, replaced } = this.#options;
    const asOf = this.#now();
    try {
      const known = { find: await fetchKeys(), asOf };
      this.#known = known;
      this.#failure = undefined;
      outages.succeeded();
      replaced();
      return known;
    } catch (error) {
      this.#failure = { error, at: this.#now() };
      outages.failed(error);
      throw outOfReach({ error });
    }
  }

  /** While it is not known whether the last fetch would bring the key, the next one may: failures have their own wait. */
  #isCoolingDown(): boolean {
    return !this.#failure && this.#known !== undefined && this.#isWithin(this.#known.asOf, this.#cooldownMs);
  }

  #waitMs(): number {
    return Math.min(maxRetryMs, this.#retryMs * 2 ** (this.#options.outages.failures - 1));
  }

  /** False also when the clock was set back behind `since`: nobody knows how long ago it was. */
  #isWithin(since: number, ms: number): boolean {
    const agoMs = this.#now() - since;
    return agoMs >= 0 && agoMs < ms;
  }

  #now(): number {
    return this.#options.clock.now().getTime();
  }
}

const outOfReach = ({ error }: { readonly error: unknown }): AuthenticationUnavailableError =>
  new AuthenticationUnavailableError('tokens cannot be verified now: the keys of their issuer are out of reach', {
    cause: error,
  });

/** A key that is there and cannot be used for the token's algorithm is as good as none. */
async function findIn({ find }: KnownKeys, ...[header, token]: Parameters<JWTVerifyGetKey>) {
  try {
    return await find(header, token);
  } catch (error) {
    if (error instanceof errors.JWKSMultipleMatchingKeys) throw error;
    throw error instanceof errors.JWKSNoMatchingKey ? error : new errors.JWKSNoMatchingKey(undefined, { cause: error });
  }
}
