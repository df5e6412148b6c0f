import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import { err, ok, type Result } from '../../../shared/domain/Result.ts';
import type { Target } from '../domain/Target.ts';
import type { CuratorNotFound } from './CuratorNotFound.ts';

/** Whom and what there is for a curator. */
export interface Targets {
  /**
   * The curator, or the author of the collection. Undefined for a curator who is not known, and for a collection that is not there for
   * `viewerId`: a PRIVATE one is for its author and collaborators alone.
   */
  ownerOf(target: Target, viewerId: CuratorId): Promise<CuratorId | undefined>;
}

interface CollectionNotFound {
  readonly kind: 'collection-not-found';
  readonly collectionId: string;
}

export type TargetNotFound = CuratorNotFound | CollectionNotFound;

/** Whose it is. Fails with curator-not-found, collection-not-found. */
export async function expectOwner(
  targets: Targets,
  target: Target,
  viewerId: CuratorId,
): Promise<Result<CuratorId, TargetNotFound>> {
  const owner = await targets.ownerOf(target, viewerId);
  if (owner) return ok(owner);
  return err(
    target.kind === 'curator'
      ? { kind: 'curator-not-found', curatorId: target.id.value }
      : { kind: 'collection-not-found', collectionId: target.id.value },
  );
}
