import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import type { Database } from '../../../shared/infrastructure/database/Database.ts';
import { prepared } from '../../../shared/infrastructure/database/prepared.ts';
import type { KnownCurators } from '../application/KnownCurators.ts';

export class PrismaKnownCurators implements KnownCurators {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async has(curatorId: CuratorId): Promise<boolean> {
    const { rows } = await this.#database.query(prepared`SELECT FROM curators WHERE id = ${curatorId.value}`);
    return rows.length > 0;
  }
}
