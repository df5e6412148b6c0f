import type { QueryResult } from 'pg';
import { Prisma } from '../../../generated/prisma/client.ts';

type Query = TemplateStringsArray | Prisma.Sql;

/** Statements that are planned anew each time, by template, as Prisma's client takes them. Rows have bigints for int8 and Dates for times. */
export interface SqlClient {
  /** @typeParam Rows what the statement selects: nobody checks it, so parse what is not obvious. */
  $queryRaw<Rows = unknown>(query: Query, ...values: readonly unknown[]): Promise<Rows>;
  /** Resolves to the number of rows that it wrote. */
  $executeRaw(query: Query, ...values: readonly unknown[]): Promise<number>;
}

/** A statement as the driver takes it. */
export interface SqlStatement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** @param run runs a statement, wherever that is. */
export function sqlClient(run: (statement: SqlStatement) => Promise<QueryResult<object>>): SqlClient {
  return {
    async $queryRaw<Rows>(query: Query, ...values: readonly unknown[]): Promise<Rows> {
      const { rows } = await run(statementOf(query, values));
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the caller's word, as with Prisma's own
      return rows as Rows;
    },
    async $executeRaw(query, ...values) {
      const { rowCount } = await run(statementOf(query, values));
      return rowCount ?? 0;
    },
  };
}

function statementOf(query: Query, values: readonly unknown[]): SqlStatement {
  return query instanceof Prisma.Sql ? query : Prisma.sql(query, ...values);
}
