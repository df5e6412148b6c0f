import type { CuratorId } from '../shared/domain/CuratorId.ts';

/**
 * Of collections, those that are there for the viewer: a PRIVATE one for its author and collaborators alone. What it is applied to depends on the
 * viewer.
 */
export const visibleTo = (viewer: CuratorId | null) => ({
  OR: [{ visibility: { not: 'PRIVATE' as const } }, ...(viewer ? memberships(viewer) : [])],
});

/** The same of lists: UNLISTED ones are in none but those of their author and collaborators. */
export const listedFor = (viewer: CuratorId | null) => ({
  OR: [{ visibility: 'PUBLIC' as const }, ...(viewer ? memberships(viewer) : [])],
});

const memberships = ({ value }: CuratorId) => [{ authorId: value }, { collaborators: { some: { curatorId: value } } }];
