import type { RetryPolicy } from '../../src/shared/infrastructure/events/RetryPolicy.ts';
import { createTestDatabase } from './database.ts';
import { openEventPath, type Routes } from './eventPath.ts';

/** The real path of events on a database of its own, with routes of the test's. */
export async function eventMachinery(routes: Routes, policy?: RetryPolicy) {
  await using opened = new AsyncDisposableStack();
  const { url: databaseUrl } = opened.use(await createTestDatabase());
  const path = opened.use(await openEventPath({ databaseUrl, routes, policy }));
  const parts = opened.move();
  return { ...path, [Symbol.asyncDispose]: () => parts.disposeAsync() };
}

export type EventMachinery = Awaited<ReturnType<typeof eventMachinery>>;
