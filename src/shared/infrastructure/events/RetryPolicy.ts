/** When a queued handler is started again. */
export interface RetryPolicy {
  /** After so many starts of the handler a delivery is a dead letter. */
  readonly maxStarts: number;
  /**
   * The wait before the second start; each further one doubles, up to `maxBackoffMs`, and is then shortened by up to a half at random. After
   * a process ended it is half to three times as long: far more than the relay's poll, or those who ended together come together again.
   */
  readonly firstBackoffMs: number;
  readonly maxBackoffMs: number;
  /** How long a started handler is left alone before it is started elsewhere: longer than it may prepare and run. */
  readonly leaseMs: number;
  /**
   * A handler that has not ended by then is given up. Longer than a transaction may wait for its connection (5 s) and work (10 s), so that nothing
   * is left but a commit that hangs: if that succeeds yet, it has the delivery's row until then, and the failure finds it done, and is not noted.
   */
  readonly handlerMs: number;
  /** What a handler has not prepared by then it has to do without: the start has failed. */
  readonly prepareMs: number;
  /** The wait for a newer release to take an event that this one does not know, and how old such an event may get. */
  readonly unknownEventDelayMs: number;
  readonly unknownEventMaxAgeMs: number;
}

export const defaultRetryPolicy: RetryPolicy = {
  maxStarts: 8,
  firstBackoffMs: 1_000,
  maxBackoffMs: 300_000,
  leaseMs: 30_000,
  handlerMs: 20_000,
  prepareMs: 8_000,
  unknownEventDelayMs: 30_000,
  unknownEventMaxAgeMs: 86_400_000,
};

/** Until a delivery is due again whose handler could not be reached. */
export const unreachedDelayMs = 5_000;
