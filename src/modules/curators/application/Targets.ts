import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import { err, ok, type Result } from '../../../shared/domain/Result.ts';
import type { Target } from '../domain/Target.ts';
import type { CuratorNotFound } from './CuratorNotFound.ts';

/** Whom and what there is for a curator. */
export interface Targets {
  /** Whether the curator is known, or the collection is there for `viewerId`: a PRIVATE one is for its author and collaborators alone. */
  isThere(target: Target, viewerId: CuratorId): Promise<boolean>;
}

interface CollectionNotFound {
  readonly kind: 'collection-not-found';
  readonly collectionId: string;
}

export type TargetNotFound = CuratorNotFound | CollectionNotFound;

/** Fails with curator-not-found, collection-not-found. */
export async function expectThere(
  targets: Targets,
  target: Target,
  viewerId: CuratorId,
): Promise<Result<void, TargetNotFound>> {
  if (await targets.isThere(target, viewerId)) return ok(undefined);
  return err(
    target.kind === 'curator'
      ? { kind: 'curator-not-found', curatorId: target.id.value }
      : { kind: 'collection-not-found', collectionId: target.id.value },
  );
}
