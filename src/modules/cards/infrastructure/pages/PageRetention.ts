import type { Database } from '../../../../shared/infrastructure/database/Database.ts';
import type { Chore } from '../../../../shared/infrastructure/housekeeping/Housekeeping.ts';
import { freshHours } from './CachedPages.ts';

/** Rows removed in one statement. */
const defaultBatch = 1_000;

/** Removes answers of pages that are no longer good, and pages that nobody has asked for as long. Several processes may be at it. */
export class PageRetention implements Chore {
  readonly name = 'removing old answers of pages';
  readonly everyMs = 3_600_000;
  readonly #database: Database;
  readonly #batch: number;

  constructor(database: Database, batch = defaultBatch) {
    this.#database = database;
    this.#batch = batch;
  }

  async run(): Promise<void> {
    let removed: number;
    do {
      removed = await this.#database.client.$executeRaw`
        DELETE FROM page_metadata WHERE canonical_url IN (
          SELECT canonical_url FROM page_metadata WHERE not_before < now() - ${freshHours} * interval '1 hour'
          ORDER BY not_before LIMIT ${this.#batch} FOR UPDATE SKIP LOCKED)`;
    } while (removed === this.#batch);
  }
}
