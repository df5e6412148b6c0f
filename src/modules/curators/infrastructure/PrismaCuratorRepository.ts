import { z } from 'zod';
import { CuratorId } from '../../../shared/domain/CuratorId.ts';
import { ConcurrencyError } from '../../../shared/infrastructure/database/ConcurrencyError.ts';
import type { Database } from '../../../shared/infrastructure/database/Database.ts';
import { prepared } from '../../../shared/infrastructure/database/prepared.ts';
import type { CuratorRegister } from '../application/EnsureCurator.ts';
import { Curator } from '../domain/Curator.ts';
import type { CuratorRepository } from '../domain/CuratorRepository.ts';

const curatorRow = z.object({
  id: z.string(),
  version: z.int(),
  handle: z.string().nullable(),
  displayName: z.string().nullable(),
  description: z.string().nullable(),
  avatarUrl: z.string().nullable(),
});

export class PrismaCuratorRepository implements CuratorRepository, CuratorRegister {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async find(curatorId: CuratorId): Promise<Curator | undefined> {
    const { rows } = await this.#database.query(prepared`
      SELECT id, version, handle, display_name AS "displayName", description, avatar_url AS "avatarUrl"
      FROM curators WHERE id = ${curatorId.value}`);
    if (rows[0] === undefined) return undefined;
    const { id, version, ...profile } = curatorRow.parse(rows[0]);
    return Curator.restore(CuratorId.create(id).unwrap(), profile, version);
  }

  async isHandleTaken(handle: string, by: CuratorId): Promise<boolean> {
    const { rows } = await this.#database.query(prepared`
      SELECT FROM curators WHERE handle = ${handle} AND id <> ${by.value}`);
    return rows.length > 0;
  }

  async save(curator: Curator): Promise<void> {
    const { handle, displayName, description, avatarUrl } = curator.profile;
    const { rowCount } = await this.#database.transaction.query(prepared`
      UPDATE curators SET handle = ${handle}, display_name = ${displayName}, description = ${description}, avatar_url = ${avatarUrl},
        version = version + 1
      WHERE id = ${curator.curatorId.value} AND version = ${curator.version}`);
    if (rowCount === 0) throw new ConcurrencyError(`curator ${curator.curatorId.value} was changed meanwhile`);
    this.#database.transaction.saved(curator);
  }

  async enter(curatorId: CuratorId, at: Date): Promise<void> {
    await this.#database.query(prepared`
      INSERT INTO curators (id, created_at) VALUES (${curatorId.value}, ${at}) ON CONFLICT DO NOTHING`);
  }
}
