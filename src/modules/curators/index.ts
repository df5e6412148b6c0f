// What other modules may know of curators: their events.
export { CuratorFollowedEvent } from './domain/events/CuratorFollowedEvent.ts';
export { CuratorUnfollowedEvent } from './domain/events/CuratorUnfollowedEvent.ts';
