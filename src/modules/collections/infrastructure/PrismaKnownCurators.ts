import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import type { Database } from '../../../shared/infrastructure/database/Database.ts';
import type { KnownCurators } from '../application/KnownCurators.ts';

export class PrismaKnownCurators implements KnownCurators {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async has(curatorId: CuratorId): Promise<boolean> {
    const found = await this.#database.current.$queryRaw<unknown[]>`
      SELECT 1 FROM curators WHERE id = ${curatorId.value}`;
    return found.length > 0;
  }
}
