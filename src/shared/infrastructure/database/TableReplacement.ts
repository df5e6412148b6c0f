import type { ClientBase } from 'pg';
import { z } from 'zod';
import { type TableLock, underTableLocks } from './underTableLocks.ts';

const names = z.array(z.object({ name: z.string() }));

/**
 * A second table that is to take the place of the first: with the same columns, constraints, indexes, grants and settings, all under the same
 * names, which a schema of its own makes possible. Until the swap nobody sees it.
 */
export class TableReplacement {
  readonly #client: ClientBase;
  readonly #table: string;
  readonly #freshSchema: string;
  readonly #oldSchema: string;

  private constructor(client: ClientBase, table: string) {
    this.#client = client;
    this.#table = table;
    this.#freshSchema = `fresh_${table}`;
    this.#oldSchema = `replaced_${table}`;
  }

  /**
   * Drops what is left of one that did not come to its end. One at a time: the caller sees to that.
   *
   * @param table in the schema that the connection works in; an identifier that needs no quotes. Throws if foreign keys point at it.
   */
  static async begin(client: ClientBase, table: string): Promise<TableReplacement> {
    const replacement = new TableReplacement(client, table);
    await replacement.drop();
    await replacement.#create();
    return replacement;
  }

  /** The new table, for statements. */
  get fresh(): string {
    return `${this.#freshSchema}.${this.#table}`;
  }

  /** What must be held for `swap`. */
  get lock(): TableLock {
    return { table: this.#table, mode: 'ACCESS EXCLUSIVE' };
  }

  /** In a transaction of the caller's: from its commit on, everybody has the new table. Takes the same time whatever is in it. */
  async swap(): Promise<void> {
    const [schema = 'public'] = await this.#names(`SELECT format('%I', current_schema()) AS name`);
    await this.#client.query(`CREATE SCHEMA ${this.#oldSchema}`);
    await this.#client.query(`ALTER TABLE ${this.#table} SET SCHEMA ${this.#oldSchema}`);
    await this.#client.query(`ALTER TABLE ${this.fresh} SET SCHEMA ${schema}`);
  }

  /** Drops the table that is not in use: before the swap the new one, after it the old one. Rejects with TableIsBusyError: then `begin` does it. */
  async drop(): Promise<void> {
    const left = await this.#names(
      `SELECT nspname AS name FROM pg_namespace WHERE nspname IN ('${this.#freshSchema}', '${this.#oldSchema}')`,
    );
    if (left.length === 0) return;
    // A foreign key leaves traces in the table that it points at.
    await this.#underLocks('ACCESS EXCLUSIVE', () => this.#client.query(`DROP SCHEMA ${left.join(', ')} CASCADE`));
  }

  async #create(): Promise<void> {
    const pointing = await this.#names(
      `SELECT conname AS name FROM pg_constraint
       WHERE confrelid = '${this.#table}'::regclass AND conrelid <> confrelid AND contype = 'f'`,
    );
    if (pointing.length > 0) throw new Error(`foreign keys point at ${this.#table}: ${pointing.join(', ')}`);
    const definitions = await this.#names(definitionsSql(this.#table));
    await this.#underLocks('SHARE ROW EXCLUSIVE', async () => {
      await this.#client.query(`CREATE SCHEMA ${this.#freshSchema}`);
      await this.#client.query(`CREATE TABLE ${this.fresh} (LIKE ${this.#table} INCLUDING ALL EXCLUDING INDEXES)`);
      // The definitions name the table without a schema: that is the new one now, and all else what it was.
      await this.#client.query(
        `SELECT set_config('search_path', '${this.#freshSchema}, ' || current_setting('search_path'), true)`,
      );
      for (const definition of definitions) await this.#client.query(definition);
    });
  }

  /** Of the tables that the foreign keys point at. */
  async #underLocks(mode: TableLock['mode'], work: () => Promise<unknown>): Promise<void> {
    const referenced = await this.#names(
      `SELECT DISTINCT confrelid::regclass::text AS name FROM pg_constraint
       WHERE conrelid = '${this.#table}'::regclass AND contype = 'f' ORDER BY name`,
    );
    const locks = referenced.map((table) => ({ table, mode }));
    await underTableLocks(this.#client, locks, work);
  }

  async #names(sql: string): Promise<string[]> {
    const { rows } = await this.#client.query<object>(sql);
    return names.parse(rows).map(({ name }) => name);
  }
}

/** What `LIKE` leaves out, or names as it likes: statements in the order in which they can be executed. */
const definitionsSql = (table: string): string => `
  WITH original AS (SELECT * FROM pg_class WHERE oid = '${table}'::regclass)
  SELECT definition AS name FROM (
    SELECT 1 AS step, pg_get_indexdef(indexrelid, 0, true) AS definition FROM pg_index, original WHERE indrelid = original.oid
    UNION ALL
    SELECT 2, format('ALTER TABLE ${table} ADD CONSTRAINT %I %s', conname, CASE contype
      WHEN 'p' THEN format('PRIMARY KEY USING INDEX %I', conname)
      WHEN 'u' THEN format('UNIQUE USING INDEX %I', conname)
      ELSE pg_get_constraintdef(c.oid, true) END)
    FROM pg_constraint c, original WHERE conrelid = original.oid AND contype IN ('p', 'u', 'f')
    UNION ALL
    SELECT 3, format('ALTER TABLE ${table} SET (%s)', array_to_string(reloptions, ', ')) FROM original WHERE reloptions IS NOT NULL
    UNION ALL
    SELECT 4, format('GRANT %s ON ${table} TO %s%s', privilege_type,
      CASE grantee WHEN 0 THEN 'PUBLIC' ELSE format('%I', pg_get_userbyid(grantee)) END,
      CASE WHEN is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
    FROM original, aclexplode(relacl) WHERE grantee <> relowner
  ) definitions ORDER BY step, definition`;
