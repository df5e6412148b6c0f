import type { FeedChange, FeedHidingChange } from '../domain/FeedChange.ts';
import type { Hiding } from '../domain/Hiding.ts';

/** Reads what has happened before, from the primary. */
export interface FeedBacklog {
  /** The changes by these actors, or by all, after position `after` and up to `upTo`, in order. */
  changesBy(actors: readonly string[] | 'all', after: number, upTo: number): Promise<readonly FeedChange[]>;
  /** The same of what was done in a collection. */
  changesIn(collectionId: string, after: number, upTo: number): Promise<readonly FeedChange[]>;
  /** The same of the saving of a card in libraries. */
  savingsOf(cardId: string, after: number, upTo: number): Promise<readonly FeedChange[]>;
  /** The same of what these curators did, or what was done in these collections. */
  changesOf(targetIds: Iterable<string>, after: number, upTo: number): Promise<readonly FeedChange[]>;
  /** Whom and what the viewer followed right after the change at `position`: curators and collections. */
  followeesAt(viewerId: string, position: number): Promise<readonly string[]>;
  /** What was hidden from the viewer right after the change at `position`. */
  hidingsAt(viewerId: string, position: number): Promise<readonly Hiding[]>;
  /** How that changed after position `after` and up to `upTo`, in order. */
  hidingChanges(viewerId: string, after: number, upTo: number): Promise<readonly FeedHidingChange[]>;
}

/** Positions in one read of the backlog, whoever reads. */
export const backlogPageSize = 1_000;
