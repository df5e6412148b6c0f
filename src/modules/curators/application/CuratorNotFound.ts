import type { CuratorId } from '../../../shared/domain/CuratorId.ts';

export interface CuratorNotFound {
  readonly kind: 'curator-not-found';
  readonly curatorId: string;
}

export const curatorNotFound = (curatorId: CuratorId): CuratorNotFound => ({
  kind: 'curator-not-found',
  curatorId: curatorId.value,
});
