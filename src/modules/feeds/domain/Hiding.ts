import type { FeedHidingChange, FeedItemChange } from './FeedChange.ts';

/**
 * Why a viewer is not shown what is done by somebody or in a collection, and by whom or in what: the viewer mutes it, blocks them, or is blocked by
 * them. Each of the reasons comes and goes by itself; as long as one holds, the viewer is not shown it.
 */
export type Hiding = `${'MUTE' | 'BLOCK' | 'BLOCKED_BY'} ${string}`;

interface HidingOfViewer {
  readonly viewerId: string;
  readonly hiding: Hiding;
  /** From the change on, or no longer. */
  readonly holds: boolean;
}

/** What the change comes to, and for whom: a block is one for both. */
export function hidingsOf({ op, actorId, targetId }: FeedHidingChange): readonly HidingOfViewer[] {
  const holds = op === 'MUTED' || op === 'BLOCKED';
  if (op === 'MUTED' || op === 'UNMUTED') return [{ viewerId: actorId, hiding: `MUTE ${targetId}`, holds }];
  return [
    { viewerId: actorId, hiding: `BLOCK ${targetId}`, holds },
    { viewerId: targetId, hiding: `BLOCKED_BY ${actorId}`, holds },
  ];
}

/** All that would hide it. */
export function hiders({ actorId, collectionId }: Pick<FeedItemChange, 'actorId' | 'collectionId'>): readonly Hiding[] {
  const ofActor: readonly Hiding[] = [`MUTE ${actorId}`, `BLOCK ${actorId}`, `BLOCKED_BY ${actorId}`];
  return collectionId === null ? ofActor : [...ofActor, `MUTE ${collectionId}`];
}
