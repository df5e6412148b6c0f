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
const unfinishedSchema = z.array(
  z.object({ id: z.string(), name: z.string(), checksum: z.string(), logs: z.string().nullable() }),
);
const appliedSchema = z.array(z.object({ name: z.string(), checksum: z.string() }));

/** Began, and failed or was broken off. `logs`: why; null if whoever ran it could not record it. */
export type UnfinishedMigration = Readonly<z.infer<typeof unfinishedSchema>[number]>;

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
    const [failed] = await this.unfinished();
    if (failed !== undefined) throw MigrationError.failedBefore(failed.name, failed.logs);
    const { rows } = await this.#client.query(`
      SELECT migration_name AS name, checksum
      FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY started_at`);
    return new Map(appliedSchema.parse(rows).map(({ name, checksum }) => [name, checksum]));
  }

  /** What nobody has resolved yet, in the order in which it began. */
  async unfinished(): Promise<UnfinishedMigration[]> {
    const { rows } = await this.#client.query(`
      SELECT id, migration_name AS name, checksum, logs
      FROM _prisma_migrations WHERE rolled_back_at IS NULL AND finished_at IS NULL ORDER BY started_at`);
    return unfinishedSchema.parse(rows);
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

  /** As `prisma migrate resolve --rolled-back` does: it counts as missing. */
  async giveUp(id: string): Promise<void> {
    await this.#client.query('UPDATE _prisma_migrations SET rolled_back_at = clock_timestamp() WHERE id = $1', [id]);
  }

  async recordFailure(id: string, reason: string): Promise<void> {
    await this.#client.query('UPDATE _prisma_migrations SET logs = $2 WHERE id = $1', [id, reason]);
  }
}
