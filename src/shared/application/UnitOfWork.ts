import type { Result } from '../domain/Result.ts';

export interface UnitOfWork {
  /**
   * Runs `work` in one transaction, together with the events of everything it saved: they are appended to the log, their local
   * handlers run, and their queued deliveries are written, or none of it happens. A refusal rolls back as well.
   *
   * A local handler that has an aggregate raise more saves it, again if need be: what was raised after the last `save` is not recorded.
   *
   * `work` may run several times: a lost race (a stale version, a unique key, a deadlock) is run again from the start, so it must
   * load what it decides on inside. Inside another unit of work it joins that one. Throws ConcurrencyError when it keeps losing.
   *
   * @param actorId on whose behalf: recorded with the events.
   */
  run<Outcome extends Result<unknown, unknown>>(actorId: string, work: () => Promise<Outcome>): Promise<Outcome>;
}
