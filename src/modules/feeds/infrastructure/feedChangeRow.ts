import { z } from 'zod';
import type { FeedChange } from '../domain/FeedChange.ts';

const position = z.bigint().transform(Number);
const itemRow = z.object({
  position,
  op: z.enum(['ADDED', 'UPDATED', 'REMOVED']),
  actor_id: z.string(),
  activity_id: z.string(),
  card_id: z.string().nullable(),
  // Just sequenced, it is taken to stand: its retraction would be told by a change of its own.
  is_retracted: z.boolean().default(false),
});
const audienceRow = z.object({
  position,
  op: z.literal('AUDIENCE'),
  actor_id: z.string(),
  target_id: z.string(),
  following: z.boolean(),
});
const row = z.discriminatedUnion('op', [itemRow, audienceRow]);

/** A row of feed_changes that has its position. Throws ZodError for anything else. */
export function toFeedChange(input: unknown): FeedChange {
  const change = row.parse(input);
  const { op, position: at, actor_id: actorId } = change;
  if (op === 'AUDIENCE') return { position: at, op, actorId, targetId: change.target_id, following: change.following };
  const { activity_id: activityId, card_id: cardId, is_retracted: isRetracted } = change;
  return { position: at, op, actorId, activityId, cardId, isRetracted };
}
