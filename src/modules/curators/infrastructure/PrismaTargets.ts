import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import type { Database } from '../../../shared/infrastructure/database/Database.ts';
import { prepared } from '../../../shared/infrastructure/database/prepared.ts';
import type { Targets } from '../application/Targets.ts';
import type { Target } from '../domain/Target.ts';

export class PrismaTargets implements Targets {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async isThere({ kind, id }: Target, viewerId: CuratorId): Promise<boolean> {
    const { rows } = await this.#database.query(
      kind === 'curator'
        ? prepared`SELECT FROM curators WHERE id = ${id.value}`
        : prepared`
            SELECT FROM collections c
            WHERE id = ${id.value} AND (visibility <> 'PRIVATE' OR author_id = ${viewerId.value}
              OR EXISTS (SELECT FROM collaborators WHERE collection_id = c.id AND curator_id = ${viewerId.value}))`,
    );
    return rows.length > 0;
  }
}
