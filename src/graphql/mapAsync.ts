interface Mapping<In, Out> {
  /** @param signal is aborted when nobody wants the value any more. */
  readonly value: (value: In, signal: AbortSignal) => Out | Promise<Out>;
  /** What is thrown instead. Default: the same. */
  readonly failure?: (error: unknown) => unknown;
}

/**
 * What a source yields, each changed on its way. `return` reaches the source at once, also while a value is awaited: an async
 * generator function would keep it waiting until the next value comes.
 */
export function mapAsync<In, Out>(
  source: AsyncIterable<In>,
  { value, failure = (error) => error }: Mapping<In, Out>,
): AsyncGenerator<Out, undefined, undefined> {
  const values = source[Symbol.asyncIterator]();
  const ended = new AbortController();
  const end = async (): Promise<IteratorReturnResult<undefined>> => {
    ended.abort();
    await values.return?.();
    return { done: true, value: undefined };
  };

  return {
    async next() {
      try {
        const next = await values.next();
        if (next.done || ended.signal.aborted) return { done: true, value: undefined };
        return { done: false, value: await value(next.value, ended.signal) };
      } catch (error) {
        if (ended.signal.aborted) return { done: true, value: undefined };
        await end();
        throw failure(error);
      }
    },
    return: end,
    async throw(error: unknown) {
      await end();
      throw error;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
    async [Symbol.asyncDispose]() {
      await end();
    },
  };
}
