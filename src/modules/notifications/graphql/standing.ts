import type { CuratorId } from '../../../shared/domain/CuratorId.ts';

/** A recipient's notifications, without those whose cause was undone: these are kept only for who has to be told that they are gone. */
export const standingFor = (recipientId: CuratorId) => ({ recipientId: recipientId.value, retractedAt: null });
