/** Carries messages between instances. It may lose, repeat and reorder them: whoever listens must be able to do without. */
export interface LiveStream {
  /** Rejects when the message may not have been taken. */
  publish(channel: string, message: unknown): Promise<void>;
  /**
   * Resolves at once and subscribes as soon as the stream can be reached, again after every interruption.
   *
   * @param onMessage gets each message, parsed but not validated.
   * @param onInterrupted is called after each (re)subscription: messages before it may be lost.
   */
  subscribe(
    channel: string,
    onMessage: (message: unknown) => void,
    onInterrupted: () => void,
  ): Promise<AsyncDisposable>;
}
