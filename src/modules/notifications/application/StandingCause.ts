/** What happened and may be undone again: a save, a follow. */
export interface StandingCause<Event> {
  /**
   * Those of the events that tell of what still stands. It cannot be undone before this transaction ends: whoever tries to waits.
   *
   * That leaves no phantom, whichever comes first. An undo that was committed before is seen here, and nothing is written. One that comes
   * later waits for this transaction, so its event, and with it the retraction, comes after everything that this transaction writes.
   */
  hold(events: readonly Event[]): Promise<ReadonlySet<Event>>;
}
