import { z } from 'zod';
import type { SequencedChanges } from '../../../shared/application/live/ChangeLog.ts';
import { type FeedChange, hidingOps } from '../domain/FeedChange.ts';

const position = z.int().positive();
const audience = z.union([z.enum(['EVERYONE', 'COLLECTION_FEED', 'NOBODY']), z.array(z.string())]);
const itemChange = z.object({
  position,
  op: z.enum(['ADDED', 'UPDATED', 'REMOVED', 'AUDIENCE']),
  actorId: z.string(),
  activityId: z.string(),
  cardId: z.string().nullable(),
  collectionId: z.string().nullable(),
  before: audience,
  after: audience,
  now: audience,
  bound: audience.optional(),
});
const followChange = z.object({
  position,
  op: z.literal('AUDIENCE'),
  actorId: z.string(),
  targetId: z.string(),
  following: z.boolean(),
});
const hidingChange = z.object({ position, op: z.enum(hidingOps), actorId: z.string(), targetId: z.string() });
const collectionChange = z.object({ position, op: z.literal('COLLECTION'), collectionId: z.string(), audience });
const change = z.union([itemChange, followChange, hidingChange, collectionChange]);
const message = z.object({ epoch: z.string(), changes: z.array(change) });

/** What one instance tells the others: SequencedChanges as JSON. Undefined for anything else, and for what a newer release says otherwise. */
export function parseFeedMessage(input: unknown): SequencedChanges<FeedChange> | undefined {
  return message.safeParse(input).data;
}
