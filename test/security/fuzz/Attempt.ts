import fc from 'fast-check';

/** Where attempts go, and as whom. */
export interface AttemptTarget {
  /** Such as `http://127.0.0.1:4000`. */
  readonly url: string;
  /** Of curators who are known. */
  readonly tokens: readonly string[];
}

/** One thing that a client may do. */
export interface Attempt {
  readonly what: string;
  /** Shown of the smallest that fails. */
  readonly sent: string;
  /** What is wrong with how it was answered. */
  run(target: AttemptTarget): Promise<readonly string[]>;
}

/** Nothing here waits for more: what has not come by then is not what the attempt is about. */
export const patienceMs = 250;

/** fast-check then shows what is sent, and not how. */
export const attempt = (parts: Attempt): Attempt =>
  Object.assign(parts, { [fc.toStringMethod]: () => `${parts.what}: ${JSON.stringify(parts.sent.slice(0, 2_000))}` });
