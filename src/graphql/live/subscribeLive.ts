import { createSourceEventStream, type ExecutionArgs, type ExecutionResult } from 'graphql';
import type { ExecutionGroups } from './ExecutionGroups.ts';
import { LiveResults } from './LiveResults.ts';
import { isLiveSubscription } from './LiveSubscription.ts';

/**
 * GraphQL's `subscribe`, but what is equal is executed once: the subscription itself, with all that it is authorized by, is its own; its events are
 * resolved by the group of all that would get the same.
 */
export async function subscribeLive(
  args: ExecutionArgs,
  groups: ExecutionGroups,
): Promise<LiveResults | ExecutionResult> {
  const events = await createSourceEventStream(args);
  if (!(Symbol.asyncIterator in events)) return events;
  if (!isLiveSubscription(events)) throw new TypeError('every subscription of this schema is a LiveSubscription');
  return new LiveResults(events, groups.join(args));
}
