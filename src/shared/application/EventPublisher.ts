/** One piece of queued work: a handler, an event, and a page of it. */
export interface DeliveryKey {
  readonly handler: string;
  readonly eventId: string;
  readonly page: number;
}

export interface DueDelivery extends DeliveryKey {
  /**
   * The claim under which the outbox handed it out again; null for the first time, right after the commit. Under a claim nobody knows whether
   * the handler was started before, so its start is recorded before it runs.
   */
  readonly claimToken: string | null;
  /** It was started, and its process ended before the handler did: because of it, or of another that ran beside it. Default: no. */
  readonly isSuspect?: boolean;
}

/** Takes due deliveries to where they are executed. Losing them there costs time, never the effect: the outbox keeps them until they are done. */
export interface EventPublisher {
  /** Resolves when all are handed over; rejects when any may not have been. */
  publish(deliveries: readonly DueDelivery[]): Promise<void>;
  /** How many deliveries of each handler wait there or are at work. Rejects when nobody can tell. */
  queued(handlers: readonly string[]): Promise<ReadonlyMap<string, number>>;
}
