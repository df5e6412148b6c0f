import type { CuratorId } from '../../../shared/domain/CuratorId.ts';

/** Of curators: those who neither block the viewer nor are blocked by the viewer. */
export const hasNoBlockWith = ({ value }: CuratorId) => ({
  blocking: { none: { blockedId: value } },
  blockedBy: { none: { blockerId: value } },
});
