import type { CuratorId } from '../../../shared/domain/CuratorId.ts';

/** Who keeps whom away. */
export interface Blocks {
  /** Whether one of the two blocks the other. If not, neither can begin to before this transaction ends. */
  isBetween(one: CuratorId, other: CuratorId): Promise<boolean>;
}

export interface Blocked {
  readonly kind: 'blocked';
  readonly curatorId: string;
}

/** @param curatorId the other one of the two. */
export const blocked = ({ value }: CuratorId): Blocked => ({ kind: 'blocked', curatorId: value });
