import { createSourceEventStream, type ExecutionArgs, type ExecutionResult, execute } from 'graphql';
import { persistently } from '../shared/application/live/persistently.ts';
import { mapAsync } from './mapAsync.ts';
import { rootCause } from './presentErrors.ts';

export interface PerEventOptions {
  readonly isOutage: (error: unknown) => boolean;
  /** How long an event is tried again while what it needs cannot be reached. Default 30,000. */
  readonly retryForMs?: number | undefined;
}

/**
 * GraphQL's `subscribe`, but each event is resolved with a context of its own: what Pothos and its loaders remember for a context would
 * otherwise be served to the later events of a subscription that may be open for days.
 *
 * An event that an outage keeps from being resolved is tried again, never passed over: the stream then ends with LiveUnavailableError.
 */
export async function subscribePerEvent(
  args: ExecutionArgs,
  { isOutage, retryForMs: forMs = 30_000 }: PerEventOptions,
): Promise<AsyncGenerator<ExecutionResult, undefined, undefined> | ExecutionResult> {
  const events = await createSourceEventStream(args);
  if (!(Symbol.asyncIterator in events)) return events;

  const resolve = async (event: unknown): Promise<ExecutionResult> => {
    const result = await execute({ ...args, rootValue: event, contextValue: freshContext(args.contextValue) });
    const outage = result.errors
      ?.map(rootCause)
      .find((cause): cause is Error => cause instanceof Error && isOutage(cause));
    if (outage) throw outage;
    return result;
  };

  return mapAsync(events, {
    value: (event, signal) => persistently(() => resolve(event), { forMs, isWanted: () => !signal.aborted }),
  });
}

const freshContext = (context: unknown): unknown => (typeof context === 'object' ? { ...context } : context);
