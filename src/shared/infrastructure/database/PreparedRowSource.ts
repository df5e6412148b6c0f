import type { Row, RowModel, RowSelection, RowSource } from '../../application/RowSource.ts';
import type { Database } from './Database.ts';
import { type SelectStatement, selectStatement } from './selectStatement.ts';

/** Statements that each connection keeps prepared. What else clients think of is planned each time: each takes memory of PostgreSQL's. */
const maxPrepared = 50;
/** Selections whose statement is known. Then they are all forgotten. */
const maxKnown = 1_000;

/**
 * Reads rows of the models that it knows past Prisma's client, which takes several times as long over it, and whole, with one statement; what it does
 * not know, by another source.
 */
export class PreparedRowSource implements RowSource {
  readonly #database: Pick<Database, 'queryArrays'>;
  readonly #otherwise: RowSource;
  readonly #known = new Map<string, SelectStatement | undefined>();
  readonly #prepared = new Set<string>();

  constructor(database: Pick<Database, 'queryArrays'>, otherwise: RowSource) {
    this.#database = database;
    this.#otherwise = otherwise;
  }

  async read(model: RowModel, selection: RowSelection, ids: readonly string[]): Promise<readonly Row[]> {
    const statement = this.#statementFor(model, selection);
    if (!statement) return this.#otherwise.read(model, selection, ids);
    const { text, rowOf } = statement;
    const name = this.#nameOf(statement);
    const rows = await this.#database.queryArrays({ ...(name === undefined ? {} : { name }), text, values: [ids] });
    return rows.map(rowOf);
  }

  #statementFor(model: RowModel, selection: RowSelection): SelectStatement | undefined {
    const key = `${model} ${JSON.stringify(selection.select)}`;
    const known = this.#known.get(key);
    if (known || this.#known.has(key)) return known;
    if (this.#known.size >= maxKnown) this.#known.clear();
    const statement = selectStatement(model, selection);
    this.#known.set(key, statement);
    return statement;
  }

  #nameOf({ name }: SelectStatement): string | undefined {
    if (this.#prepared.size < maxPrepared) this.#prepared.add(name);
    return this.#prepared.has(name) ? name : undefined;
  }
}
