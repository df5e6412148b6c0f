import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import type { Follow } from './Follow.ts';
import type { Target } from './Target.ts';

export interface FollowRepository {
  find(followerId: CuratorId, target: Target): Promise<Follow | undefined>;
  /** What the follower follows of the other's: them, and collections that they made. */
  findOf(followerId: CuratorId, followedId: CuratorId): Promise<readonly Follow[]>;
  /** Writes a new one, deletes one that has ended. A lost race makes the unit of work run again. */
  save(follow: Follow): Promise<void>;
}
