/** Bounds how much of a kind somebody has open at a time, over all instances. */
export interface Places {
  /**
   * Resolves to a place for one more, to be disposed with it; to undefined where the subject has as many as there may be. Where it cannot
   * find out in some 50 ms, those of this instance count. Never rejects.
   */
  take(subject: string): Promise<Disposable | undefined>;
}
