import { CriticalityLevel, diff } from '@graphql-inspector/core';
import { buildSchema } from 'graphql';

export interface BreakingChange {
  /** Of what is no longer as it was, such as `Query.viewer`. */
  readonly path: string;
  readonly message: string;
}

/** A change that is made all the same, and why that is right. */
export interface AcceptedChange {
  readonly path: string;
  readonly reason: string;
}

/** What of one schema a client could rely on and can rely on no longer in the other. Something new that a client has to cope with, such as another value of an enum, is none. */
export async function breakingChanges(before: string, after: string): Promise<BreakingChange[]> {
  const changes = await diff(buildSchema(before), buildSchema(after));
  return changes
    .filter(({ criticality }) => criticality.level === CriticalityLevel.Breaking)
    .map(({ path = '', message }) => ({ path, message }));
}

/** Those that nobody accepted; and what was accepted and is none. */
export function judge(breaking: readonly BreakingChange[], accepted: readonly AcceptedChange[]) {
  const acceptedPaths = new Set(accepted.map(({ path }) => path));
  const brokenPaths = new Set(breaking.map(({ path }) => path));
  return {
    refused: breaking.filter(({ path }) => !acceptedPaths.has(path)),
    idle: accepted.filter(({ path }) => !brokenPaths.has(path)),
  };
}
