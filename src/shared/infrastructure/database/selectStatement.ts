import { createHash } from 'node:crypto';
import type { RowModel, RowSelection } from '../../application/RowSource.ts';

interface Model {
  readonly table: string;
  /** As Prisma's schema has them; in the table they are written with underscores. */
  readonly columns: ReadonlySet<string>;
  /** What a row belongs to, by the column that names it. */
  readonly relations: ReadonlyMap<string, { readonly by: string; readonly to: () => Model }>;
}

const curator: Model = {
  table: 'curators',
  columns: new Set(['id', 'handle', 'displayName', 'description', 'avatarUrl', 'version', 'createdAt']),
  relations: new Map(),
};

const card: Model = {
  table: 'cards',
  columns: new Set(
    'id type authorId url canonicalUrl title description imageUrl siteName text parentCardId version createdAt updatedAt'.split(
      ' ',
    ),
  ),
  relations: new Map([
    ['author', { by: 'authorId', to: () => curator }],
    ['parentCard', { by: 'parentCardId', to: () => card }],
  ]),
};

const feedActivity: Model = {
  table: 'feed_activities',
  columns: new Set(['id', 'seq', 'kind', 'actorId', 'cardId', 'createdAt', 'retractedAt', 'collectionId']),
  relations: new Map([['actor', { by: 'actorId', to: () => curator }]]),
};

const models: Readonly<Record<RowModel, Model>> = { card, feedActivity };

/** A statement for rows of one model by their ids ($1), and how its answers are read. */
export interface SelectStatement {
  readonly name: string;
  readonly text: string;
  /** Makes of an answer, a value for each column, what Prisma makes of it. */
  readonly rowOf: (values: readonly unknown[]) => { readonly id: string };
}

/** Undefined for what it does not know: lists, conditions, other models and columns. */
export function selectStatement(model: RowModel, { select }: RowSelection): SelectStatement | undefined {
  const statement = new Statement();
  const read = statement.select(models[model], 't0', { id: true, ...select });
  if (!read) return undefined;
  const text = `${statement.text(models[model].table)} WHERE t0.id = ANY($1)`;
  const rowOf = (values: readonly unknown[]) => {
    const row = read(values);
    if (!hasId(row)) throw new TypeError('unreachable: the id is selected, and no key is null');
    return row;
  };
  return { name: createHash('sha256').update(text).digest('base64url').slice(0, 24), text, rowOf };
}

type Read = (values: readonly unknown[]) => object | null;

class Statement {
  readonly #columns: string[] = [];
  readonly #joins: string[] = [];

  text(table: string): string {
    return [`SELECT ${this.#columns.join(', ')} FROM ${table} t0`, ...this.#joins].join(' ');
  }

  select(model: Model, alias: string, selected: object): Read | undefined {
    const key = this.#add(alias, 'id');
    const fields: (readonly [string, (values: readonly unknown[]) => unknown])[] = [];
    for (const [name, wanted] of Object.entries(selected)) {
      const read = this.#field(model, alias, name, wanted);
      if (read === undefined) return undefined;
      if (read !== null) fields.push([name, read]);
    }
    return (values) => {
      if (values[key] === null) return null;
      const row: Record<string, unknown> = {};
      for (const [name, read] of fields) row[name] = read(values);
      return row;
    };
  }

  /** Null for what is not wanted. */
  #field(model: Model, alias: string, name: string, wanted: unknown) {
    if (wanted === false || wanted === undefined) return null;
    const relation = model.relations.get(name);
    if (relation) return this.#join(relation, alias, wanted);
    if (wanted !== true || !model.columns.has(name)) return undefined;
    const index = this.#add(alias, name);
    return (values: readonly unknown[]) => values[index];
  }

  #join({ by, to }: { readonly by: string; readonly to: () => Model }, alias: string, wanted: unknown) {
    if (!isPlainSelection(wanted)) return undefined;
    const joined = `t${this.#joins.length + 1}`;
    const { table } = to();
    this.#joins.push(`LEFT JOIN ${table} ${joined} ON ${joined}.id = ${alias}.${columnOf(by)}`);
    return this.select(to(), joined, wanted.select);
  }

  #add(alias: string, name: string): number {
    return this.#columns.push(`${alias}.${columnOf(name)}`) - 1;
  }
}

const columnOf = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Without conditions, and without an order, which would be of a list. */
const isPlainSelection = (wanted: unknown): wanted is { readonly select: object } =>
  wanted instanceof Object &&
  'select' in wanted &&
  wanted.select instanceof Object &&
  Object.keys(wanted).every((key) => key === 'select');

const hasId = (row: object | null): row is { readonly id: string } =>
  row !== null && 'id' in row && typeof row.id === 'string';
