/** Says whether somebody does something too often, over all instances. */
export interface RateLimiter {
  /**
   * Counts one more. Resolves to what is told of one too many, else to undefined; also to undefined where it cannot find out in some
   * 50 ms: nobody waits for it, or fails, because it is away. Never rejects.
   */
  consume(subject: string): Promise<RateRefusal | undefined>;
  /**
   * The same for something that was counted as one and turned out to be so much more; together they count at most as much as there may be: it would
   * come too early for ever.
   */
  consumeMore(subject: string, more: number): Promise<RateRefusal | undefined>;
}

export interface RateRefusal {
  readonly retryAfterSeconds: number;
}
