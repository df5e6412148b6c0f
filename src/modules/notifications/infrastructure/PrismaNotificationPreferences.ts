import type { Database } from '../../../shared/infrastructure/database/Database.ts';
import type { NotificationPreferences } from '../application/NotificationPreferences.ts';
import type { NotificationKind } from '../domain/NotificationKind.ts';
import { lockRecipient } from './lockedRecipients.ts';

export class PrismaNotificationPreferences implements NotificationPreferences {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Waits for those who are telling the curator something at this moment: whoever comes later sees what was decided. */
  async set(curatorId: string, kind: NotificationKind, isOn: boolean): Promise<boolean> {
    const { client } = this.#database.transaction;
    if (!(await lockRecipient(client, curatorId))) return false;
    await client.$executeRaw`
      INSERT INTO notification_preferences (curator_id, kind, is_on) VALUES (${curatorId}, ${kind}::notification_kind, ${isOn})
      ON CONFLICT (curator_id, kind) DO UPDATE SET is_on = EXCLUDED.is_on`;
    return true;
  }
}
