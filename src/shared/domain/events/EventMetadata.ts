/** Where an event stands in the log, and what it came from. */
export interface EventMetadata {
  readonly eventId: string;
  /** The event's place in the log's order. */
  readonly seq: bigint;
  readonly actorId: string | null;
  /** The same for everything that came of one mutation. */
  readonly correlationId: string;
  /** The event whose handler raised this one. */
  readonly causationId: string | null;
}
