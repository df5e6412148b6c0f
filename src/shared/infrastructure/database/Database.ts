import { AsyncLocalStorage } from 'node:async_hooks';
import { PrismaPg } from '@prisma/adapter-pg';
import type pg from 'pg';
import { PrismaClient } from '../../../generated/prisma/client.ts';
import type { Logger } from '../../application/Logger.ts';
import { withTimeout } from '../withTimeout.ts';
import { openConnectionPool } from './connectionPool.ts';
import type { PreparedStatement } from './prepared.ts';
import { type SqlClient, sqlClient } from './SqlClient.ts';
import { Transaction } from './Transaction.ts';
import { TransactionStatements } from './TransactionStatements.ts';

export interface DatabaseOptions {
  readonly url: string;
  /** Connections of this process at most, beside two that are kept for sequencing. */
  readonly poolSize: number;
  readonly logger: Logger;
  /** Shown in pg_stat_activity. */
  readonly applicationName?: string;
}

/** What is done in a transaction, in ms. Whatever it asks later is refused, and it is rolled back: its connection is for others. */
const transactionMs = 10_000;

/** For PostgreSQL to say that it has rolled back, in ms. Then the connection is closed, which has it do that as soon as it hears of it. */
const rollbackMs = 1_000;

/** One for the sequencer of each log. */
const reservedConnections = 2;

/** The connection pool, and the transaction that the present call runs in (carried by AsyncLocalStorage, so that ports need not name it). */
export class Database implements AsyncDisposable {
  /** For reading, and outside of the present transaction: each statement commits by itself. */
  readonly client: PrismaClient;
  /**
   * For giving changes their positions, which others wait for: on connections that no request can take, so that it has its turn when the pool is
   * exhausted. Each statement commits by itself.
   */
  readonly reserved: SqlClient;
  readonly #sql: SqlClient;
  readonly #pool: pg.Pool;
  readonly #reserve: pg.Pool;
  readonly #ambient = new AsyncLocalStorage<Transaction>();

  constructor({ url, poolSize, logger, applicationName = 'commonplace' }: DatabaseOptions) {
    this.#pool = openConnectionPool({ url, size: poolSize, logger, applicationName });
    this.#reserve = openConnectionPool({ url, size: reservedConnections, logger, applicationName });
    this.client = new PrismaClient({ adapter: new PrismaPg(this.#pool, { disposeExternalPool: false }) });
    this.#sql = sqlClient(({ text, values }) => this.#pool.query<object>(text, [...values]));
    this.reserved = sqlClient(({ text, values }) => this.#reserve.query<object>(text, [...values]));
  }

  /** Statements in the present transaction; outside of one, each commits by itself. */
  get current(): SqlClient {
    return this.#ambient.getStore()?.client ?? this.#sql;
  }

  /** Runs a statement in the present transaction; outside of one, it commits by itself. */
  async query({ name, text, values }: PreparedStatement): Promise<pg.QueryResult<object>> {
    const transaction = this.#ambient.getStore();
    return transaction
      ? transaction.query({ name, text, values })
      : this.#pool.query<object>({ name, text, values: [...values] });
  }

  /** Outside of any transaction; each row as the values of its columns, in the order in which they were selected. */
  async queryArrays(statement: { name?: string; text: string; values: readonly unknown[] }): Promise<unknown[][]> {
    const { rows } = await this.#pool.query<unknown[]>({
      ...statement,
      values: [...statement.values],
      rowMode: 'array',
    });
    return rows;
  }

  /** The present transaction. Throws outside of one: writing there is a bug, its events would be lost. */
  get transaction(): Transaction {
    const transaction = this.#ambient.getStore();
    if (!transaction) throw new Error('this must run inside a unit of work');
    return transaction;
  }

  get isInTransaction(): boolean {
    return this.#ambient.getStore() !== undefined;
  }

  /** Commits when `work` resolves, rolls back when it rejects, and runs what was registered by `afterCommit` once it is committed. */
  async inTransaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const connection = await this.#pool.connect();
    const statements = new TransactionStatements(connection);
    const transaction = new Transaction(statements);
    let isUsable = true;
    let result: T;
    try {
      const worked = this.#ambient.run(transaction, () => work(transaction));
      result = await withTimeout(transactionMs, 'a transaction', worked);
      await statements.commit();
    } catch (error) {
      // On a connection whose other end is gone, nothing would be heard for as long as a request may take at all.
      isUsable = await withTimeout(rollbackMs, 'a rollback', statements.rollback()).catch(() => false);
      throw error;
    } finally {
      connection.release(!isUsable);
    }
    transaction.committed();
    return result;
  }

  /** Resolves when the database answers. */
  async ping(): Promise<void> {
    await this.client.$queryRaw`SELECT 1`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.client.$disconnect();
    await Promise.all([this.#pool.end(), this.#reserve.end()]);
  }
}
