import type { CuratorId } from '../../../shared/domain/CuratorId.ts';

/** Which curators there are. */
export interface KnownCurators {
  has(curatorId: CuratorId): Promise<boolean>;
}

export interface CuratorNotFound {
  readonly kind: 'curator-not-found';
  readonly curatorId: string;
}

export const curatorNotFound = ({ value }: CuratorId): CuratorNotFound => ({
  kind: 'curator-not-found',
  curatorId: value,
});
