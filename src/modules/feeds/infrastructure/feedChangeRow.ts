import { z } from 'zod';
import type { FeedAudience } from '../domain/FeedAudience.ts';
import { type FeedChange, type FeedItemChange, hidingOps } from '../domain/FeedChange.ts';

const position = z.bigint().transform(Number);
const audience = z.enum(['EVERYONE', 'COLLECTION_FEED', 'VIEWERS']);
const viewers = z.array(z.string());
const item = z.object({
  position,
  actor_id: z.string(),
  activity_id: z.string(),
  card_id: z.string().nullable(),
  collection_id: z.string().nullable(),
  audience,
  viewers,
  // Just sequenced, it is taken to be as it says: what happened to it since would be told by a change of its own.
  current_audience: audience.or(z.literal('NOBODY')).optional(),
  current_viewers: viewers.nullish(),
  bound_audience: audience.nullish(),
  bound_viewers: viewers.nullish(),
});
const itemRow = item.extend({ op: z.enum(['ADDED', 'REMOVED']) });
const updatedRow = item.extend({
  op: z.literal('UPDATED'),
  former_audience: audience.nullish(),
  former_viewers: viewers.nullish(),
});
const audienceRow = item.extend({ op: z.literal('AUDIENCE'), former_audience: audience, former_viewers: viewers });
const followRow = z.object({
  position,
  op: z.literal('AUDIENCE'),
  activity_id: z.null(),
  actor_id: z.string(),
  target_id: z.string(),
  following: z.boolean(),
});
const hidingRow = z.object({
  position,
  op: z.enum(hidingOps),
  activity_id: z.null(),
  actor_id: z.string(),
  target_id: z.string(),
});
const collectionRow = z.object({
  position,
  op: z.literal('COLLECTION'),
  activity_id: z.null(),
  collection_id: z.string(),
  audience,
  viewers,
});
const row = z.union([itemRow, updatedRow, audienceRow, followRow, hidingRow, collectionRow]);
type ItemRow = z.infer<typeof itemRow | typeof updatedRow | typeof audienceRow>;

/** A row of feed_changes that has its position. Throws ZodError for anything else. */
export function toFeedChange(input: unknown): FeedChange {
  const change = row.parse(input);
  if (change.activity_id !== null) return toItemChange(change);
  if (change.op === 'COLLECTION') {
    const { position: at, op, collection_id: collectionId } = change;
    return { position: at, op, collectionId, audience: audienceFrom(change.audience, change.viewers) };
  }
  const { position: at, actor_id: actorId, target_id: targetId } = change;
  const named = { position: at, actorId, targetId };
  return change.op === 'AUDIENCE'
    ? { ...named, op: change.op, following: change.following }
    : { ...named, op: change.op };
}

function toItemChange(change: ItemRow): FeedItemChange {
  const [before, after] = beforeAndAfter(change);
  const { current_audience: current } = change;
  const bound = boundOf(change);
  return {
    position: change.position,
    op: change.op,
    actorId: change.actor_id,
    activityId: change.activity_id,
    cardId: change.card_id,
    collectionId: change.collection_id,
    before,
    after,
    now: current === undefined ? after : audienceFrom(current, change.current_viewers ?? []),
    ...(bound && { bound }),
  };
}

/** As it is now, or, of what was just sequenced, as it was when the change was written: then UPDATED says it. */
function boundOf(change: ItemRow): FeedAudience | undefined {
  if (change.bound_audience) return audienceFrom(change.bound_audience, change.bound_viewers ?? []);
  if (change.current_audience !== undefined || change.op !== 'UPDATED' || !change.former_audience) return undefined;
  return audienceFrom(change.former_audience, change.former_viewers ?? []);
}

function beforeAndAfter(change: ItemRow): readonly [FeedAudience, FeedAudience] {
  const own = audienceFrom(change.audience, change.viewers);
  switch (change.op) {
    case 'ADDED':
      return ['NOBODY', own];
    case 'UPDATED':
      return [own, own];
    case 'REMOVED':
      return [own, 'NOBODY'];
    case 'AUDIENCE':
      return [audienceFrom(change.former_audience, change.former_viewers), own];
  }
}

const audienceFrom = (kind: z.infer<typeof audience> | 'NOBODY', curators: readonly string[]): FeedAudience =>
  kind === 'VIEWERS' ? curators : kind;
