type Pull<T> = PromiseWithResolvers<IteratorResult<T, undefined>>;

/** The calls of an iterator's `next` that wait for a value, and how the iteration ended. */
export class PendingPulls<T> {
  readonly #pending: Pull<T>[] = [];
  #failure: { readonly error: unknown } | undefined;
  #hasEnded = false;

  get isEmpty(): boolean {
    return this.#pending.length === 0;
  }

  /** After the end: the failure, once, and then done. */
  pull(): Promise<IteratorResult<T, undefined>> {
    const pull: Pull<T> = Promise.withResolvers();
    this.#pending.push(pull);
    if (this.#hasEnded) this.#settle();
    return pull.promise;
  }

  /** To the call that has waited longest. */
  give(value: T): void {
    this.#pending.shift()?.resolve({ done: false, value });
  }

  end(failure?: { readonly error: unknown }): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#failure = failure;
    this.#settle();
  }

  #settle(): void {
    for (const pull of this.#pending.splice(0)) {
      if (this.#failure) pull.reject(this.#failure.error);
      else pull.resolve({ done: true, value: undefined });
      this.#failure = undefined;
    }
  }
}
