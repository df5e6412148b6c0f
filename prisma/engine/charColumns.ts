import type { SqlResultSet } from '@prisma/driver-adapter-utils';
import { ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import pg from 'pg';

const { builtins } = pg.types;

/** Which columns of a result are "char", by the array of its rows, which the adapter passes on as it is. */
const charColumnsOf = new WeakMap<object, number[]>();

/**
 * The engine reads PostgreSQL's catalog, where kinds and flags are of the internal type "char". The adapter has no mapping
 * for it and fails. So the pool calls these columns text, and `restoreCharColumns` gives the engine the type it expects.
 */
export function maskCharColumns<Source extends pg.Pool | pg.PoolClient>(source: Source): Source {
  return new Proxy(source, {
    get(target, key) {
      const member: unknown = Reflect.get(target, key, target);
      if (typeof member !== 'function') return member;
      if (key === 'connect' && target instanceof pg.Pool) return async () => maskCharColumns(await target.connect());
      const call = (...args: unknown[]): unknown => Reflect.apply(member, target, args);
      return key === 'query' ? async (...args: unknown[]) => masked(await call(...args)) : call;
    },
  });
}

/** Changes the result in place, and returns it. */
export function restoreCharColumns(result: SqlResultSet): SqlResultSet {
  for (const column of charColumnsOf.get(result.rows) ?? []) result.columnTypes[column] = ColumnTypeEnum.Character;
  return result;
}

function masked(result: unknown): unknown {
  if (!isQueryResult(result)) return result;
  const charColumns: number[] = [];
  for (const [column, field] of result.fields.entries()) {
    if (field.dataTypeID !== builtins.CHAR) continue;
    field.dataTypeID = builtins.TEXT;
    charColumns.push(column);
  }
  charColumnsOf.set(result.rows, charColumns);
  return result;
}

/** A script of several statements has an array of results instead, which nobody reads. */
function isQueryResult(result: unknown): result is pg.QueryResult {
  return typeof result === 'object' && result !== null && 'fields' in result && 'rows' in result;
}
