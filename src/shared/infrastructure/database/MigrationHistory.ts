import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { z } from 'zod';
import { MigrationError } from './MigrationError.ts';
import type { Migration } from './migrationFiles.ts';

/** As Prisma's schema engine creates it. */
const createTable = `CREATE TABLE _prisma_migrations (
    id                      VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum                VARCHAR(64) NOT NULL,
    finished_at             TIMESTAMPTZ,
    migration_name          VARCHAR(255) NOT NULL,
    logs                    TEXT,
    rolled_back_at          TIMESTAMPTZ,
    started_at              TIMESTAMPTZ NOT NULL DEFAULT now(),
    applied_steps_count     INTEGER NOT NULL DEFAULT 0
)`;

const presenceSchema = z.tuple([z.object({ recorded: z.boolean(), tables: z.number() })]);
const attemptsSchema = z.array(
  z.object({ name: z.string(), checksum: z.string(), finished: z.boolean(), logs: z.string().nullable() }),
);

/** Prisma's record of what was applied to a database. Needs the advisory lock to be held. */
export class MigrationHistory {
  readonly #client: pg.Client;

  private constructor(client: pg.Client) {
    this.#client = client;
  }

  /** Creates the record in an empty database. Throws P3005 in one that has tables but no record. */
  static async open(client: pg.Client): Promise<MigrationHistory> {
    const { rows } = await client.query(`
      SELECT to_regclass('_prisma_migrations') IS NOT NULL AS recorded,
             (SELECT count(*)::int FROM pg_class
              WHERE relkind IN ('r', 'p') AND relnamespace = current_schema()::regnamespace) AS tables`);
    const [{ recorded, tables }] = presenceSchema.parse(rows);
    if (!recorded && tables > 0) throw MigrationError.notEmpty();
    if (!recorded) await client.query(createTable);
    return new MigrationHistory(client);
  }

  /** Name and checksum of what was applied. Throws P3009 if a migration failed and was not resolved. */
  async applied(): Promise<Map<string, string>> {
    const { rows } = await this.#client.query(`
      SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished, logs
      FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY started_at`);
    const attempts = attemptsSchema.parse(rows);
    const failed = attempts.find((attempt) => !attempt.finished);
    if (failed !== undefined) throw MigrationError.failedBefore(failed.name, failed.logs);
    return new Map(attempts.map(({ name, checksum }) => [name, checksum]));
  }

  /** From here on the migration counts as failed, until it is recorded as finished. */
  async start({ name, checksum }: Migration): Promise<string> {
    const id = randomUUID();
    await this.#client.query(
      'INSERT INTO _prisma_migrations (id, checksum, started_at, migration_name) VALUES ($1, $2, clock_timestamp(), $3)',
      [id, checksum, name],
    );
    return id;
  }

  async finish(id: string): Promise<void> {
    await this.#client.query(
      'UPDATE _prisma_migrations SET applied_steps_count = applied_steps_count + 1, finished_at = clock_timestamp() WHERE id = $1',
      [id],
    );
  }

  async recordFailure(id: string, reason: string): Promise<void> {
    await this.#client.query('UPDATE _prisma_migrations SET logs = $2 WHERE id = $1', [id, reason]);
  }
}
