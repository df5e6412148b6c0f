import { isDeepStrictEqual } from 'node:util';
import type { ClientBase } from 'pg';
import { z } from 'zod';
import { TableChangedError } from './TableChangedError.ts';
import { TableHasMoreError } from './TableHasMoreError.ts';
import { definitionsSql, likenessSql, notCopiedSql } from './tableDefinitions.ts';
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
  /** How the first table was when it was copied. */
  #copied: readonly string[] = [];

  private constructor(client: ClientBase, table: string) {
    this.#client = client;
    this.#table = table;
    this.#freshSchema = `fresh_${table}`;
    this.#oldSchema = `replaced_${table}`;
  }

  /**
   * Drops what is left of one that did not come to its end. One at a time: the caller sees to that.
   *
   * @param table in the schema that the connection works in; an identifier that needs no quotes. Rejects with TableHasMoreError if it has, or
   *   has pointing at it, what would be lost.
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

  /**
   * In a transaction of the caller's: from its commit on, everybody has the new table. Takes the same time whatever is in it. Rejects with
   * TableChangedError if the first table is defined otherwise than at the beginning: the new one would undo that.
   */
  async swap(): Promise<void> {
    const present = await this.#description();
    if (!isDeepStrictEqual(present, this.#copied)) throw new TableChangedError(this.#table);
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
    const notCopied = await this.#names(notCopiedSql(this.#table));
    if (notCopied.length > 0) throw new TableHasMoreError(this.#table, notCopied);
    // Before the copy is made: what changes while that happens is noticed by `swap`, too.
    this.#copied = await this.#description();
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

  /** Equal as long as nobody has changed the definition of the first table. */
  async #description(): Promise<string[]> {
    const queries = [likenessSql, definitionsSql, notCopiedSql].map((sql) => `(${sql(this.#table)})`);
    return (await this.#names(queries.join(' UNION ALL '))).toSorted();
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
