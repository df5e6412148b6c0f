import type { AcceptedChange } from './breakingChanges.ts';

/** Breaking changes since the last release, each with the reason why clients can take it. Empty again after the next one. */
export const acceptedChanges: readonly AcceptedChange[] = [];
