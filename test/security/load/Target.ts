import type { Tally } from './Tally.ts';

/** What a hostility is against. */
export interface Target {
  /** Of the API. */
  readonly url: URL;
  /** Of as many viewers as `hostileViewers`. */
  readonly tokens: readonly string[];
  readonly tally: Tally;
}
