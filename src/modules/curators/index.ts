// What other modules may know of curators: their events, and whom or what these are about.
export { CuratorFollowedEvent } from './domain/events/CuratorFollowedEvent.ts';
export { CuratorUnfollowedEvent } from './domain/events/CuratorUnfollowedEvent.ts';
export { collectionTarget, curatorTarget, type Target } from './domain/Target.ts';
