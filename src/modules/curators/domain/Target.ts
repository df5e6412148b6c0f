import type { CollectionId } from '../../../shared/domain/CollectionId.ts';
import type { CuratorId } from '../../../shared/domain/CuratorId.ts';

/** Whom or what a curator follows. */
export type Target =
  | { readonly kind: 'curator'; readonly id: CuratorId }
  | { readonly kind: 'collection'; readonly id: CollectionId };

export const curatorTarget = (id: CuratorId): Target => ({ kind: 'curator', id });

export const collectionTarget = (id: CollectionId): Target => ({ kind: 'collection', id });

export const isOneself = ({ kind, id }: Target, curatorId: CuratorId): boolean =>
  kind === 'curator' && id.equals(curatorId);
