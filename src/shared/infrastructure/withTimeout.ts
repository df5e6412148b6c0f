export class TimeoutError extends Error {
  override readonly name = 'TimeoutError';
}

/** Settles as `work` does, or rejects with TimeoutError after `timeoutMs`; then the work goes on, and nobody hears how it ends. */
export async function withTimeout<T>(timeoutMs: number, what: string, work: Promise<T>): Promise<T> {
  const { promise: expired, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new TimeoutError(`${what} took longer than ${timeoutMs} ms`)), timeoutMs);
  try {
    return await Promise.race([work, expired]);
  } finally {
    clearTimeout(timer);
  }
}
