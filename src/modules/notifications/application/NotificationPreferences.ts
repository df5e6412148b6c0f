import type { NotificationKind } from '../domain/NotificationKind.ts';

export interface NotificationPreferences {
  /** Decides whether the curator is told things of this kind from now on. Resolves to whether there is such a curator. */
  set(curatorId: string, kind: NotificationKind, isOn: boolean): Promise<boolean>;
}
