import { z } from 'zod';
import { CuratorId } from '../../../shared/domain/CuratorId.ts';
import type { Database } from '../../../shared/infrastructure/database/Database.ts';
import { prepared } from '../../../shared/infrastructure/database/prepared.ts';
import type { Targets } from '../application/Targets.ts';
import type { Target } from '../domain/Target.ts';

const ownerRow = z.object({ owner: z.string() });

export class PrismaTargets implements Targets {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async ownerOf({ kind, id }: Target, viewerId: CuratorId): Promise<CuratorId | undefined> {
    const { rows } = await this.#database.query(
      kind === 'curator'
        ? prepared`SELECT id AS owner FROM curators WHERE id = ${id.value}`
        : prepared`
            SELECT author_id AS owner FROM collections c
            WHERE id = ${id.value} AND (visibility <> 'PRIVATE' OR author_id = ${viewerId.value}
              OR EXISTS (SELECT FROM collaborators WHERE collection_id = c.id AND curator_id = ${viewerId.value}))`,
    );
    return rows[0] === undefined ? undefined : CuratorId.create(ownerRow.parse(rows[0]).owner).unwrap();
  }
}
