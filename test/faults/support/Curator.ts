import { setTimeout as delay } from 'node:timers/promises';
import type { Intent } from './Ledger.ts';
import type { Answer, Mutations } from './Mutations.ts';
import type { Random } from './Random.ts';

export interface CuratorOptions {
  readonly did: string;
  readonly random: Random;
  readonly mutations: Mutations;
  /** Where to ask, now. */
  readonly apiUrls: () => readonly string[];
  /** Addresses that others save too. */
  readonly sharedUrls: readonly string[];
  /** Whom to follow now and then. */
  readonly others: readonly string[];
  /** Between two mutations, on average. */
  readonly pauseMs: number;
}

/** Tries at one mutation whose outcome is unknown, at most. */
const maxTries = 20;
const retryPauseMs = 100;

/** Somebody who saves, removes, follows and unfollows, one mutation after the other, on all instances in turn. */
export class Curator {
  readonly #options: CuratorOptions;
  /** What is in the library, with the ids of the cards. */
  readonly #saved = new Map<string, string>();
  readonly #following = new Set<string>();
  /** What has had an unknown outcome is left alone from then on: an old request may take effect later. */
  readonly #abandoned = new Set<string>();
  #urls = 0;

  constructor(options: CuratorOptions) {
    this.#options = options;
  }

  /** Until the signal. */
  async work(signal: AbortSignal): Promise<void> {
    const { random, pauseMs } = this.#options;
    while (!signal.aborted) {
      await this.#do(this.#next(), signal);
      await delay(random.int(0, 2 * pauseMs), undefined, { signal }).catch(stopQuietly);
    }
  }

  #next(): Intent {
    const { random, did: actor } = this.#options;
    const dice = random.next();
    const removable = [...this.#saved.keys()].filter((url) => !this.#abandoned.has(url));
    if (dice < 0.2 && removable.length > 0) return { actor, action: 'remove', subject: random.pick(removable) };
    if (dice < 0.35) return this.#nextFollow();
    const shared = this.#options.sharedUrls.filter((url) => !this.#saved.has(url) && !this.#abandoned.has(url));
    if (dice < 0.5 && shared.length > 0) return { actor, action: 'save', subject: random.pick(shared) };
    return { actor, action: 'save', subject: `https://example.org/${actor.slice(8)}/${(this.#urls += 1)}` };
  }

  #nextFollow(): Intent {
    const { random, did: actor, others } = this.#options;
    const subject = random.pick(others.filter((other) => other !== actor));
    return { actor, action: this.#following.has(subject) ? 'unfollow' : 'follow', subject };
  }

  async #do(intent: Intent, signal: AbortSignal): Promise<void> {
    if (this.#abandoned.has(intent.subject)) return;
    const { random, mutations, apiUrls } = this.#options;
    const cardId = this.#saved.get(intent.subject);
    let answer = await mutations.ask(random.pick(apiUrls()), intent, cardId);
    if (answer.outcome !== 'unknown') return this.#remember(intent, answer);
    this.#abandoned.add(intent.subject);
    // Some give up, most ask again until they know.
    if (random.chance(0.3)) return;
    for (let tries = 1; answer.outcome === 'unknown' && tries < maxTries && !signal.aborted; tries += 1) {
      await delay(retryPauseMs);
      answer = await mutations.ask(random.pick(apiUrls()), intent, cardId);
    }
  }

  #remember({ action, subject }: Intent, { outcome, cardId }: Answer): void {
    if (outcome === 'refused') return;
    if (action === 'save' && cardId) this.#saved.set(subject, cardId);
    if (action === 'remove') this.#saved.delete(subject);
    if (action === 'follow') this.#following.add(subject);
    if (action === 'unfollow') this.#following.delete(subject);
  }
}

/** The pause was cut short by the signal. */
function stopQuietly(error: unknown): void {
  if (!(error instanceof Error && error.name === 'AbortError')) throw error;
}
