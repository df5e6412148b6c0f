// What other modules may know of curators: their events, and whom or what these are about.
export { CuratorBlockedEvent } from './domain/events/CuratorBlockedEvent.ts';
export { CuratorFollowedEvent } from './domain/events/CuratorFollowedEvent.ts';
export { CuratorMutedEvent } from './domain/events/CuratorMutedEvent.ts';
export { CuratorUnblockedEvent } from './domain/events/CuratorUnblockedEvent.ts';
export { CuratorUnfollowedEvent } from './domain/events/CuratorUnfollowedEvent.ts';
export { CuratorUnmutedEvent } from './domain/events/CuratorUnmutedEvent.ts';
export { collectionTarget, curatorTarget, type Target } from './domain/Target.ts';
