import { AsyncLocalStorage } from 'node:async_hooks';
import { Socket } from 'node:net';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { PrismaClient } from '../../../generated/prisma/client.ts';
import type { Logger } from '../../application/Logger.ts';
import { withTimeout } from '../withTimeout.ts';
import type { PreparedStatement } from './prepared.ts';
import { type SqlClient, sqlClient } from './SqlClient.ts';
import { Transaction } from './Transaction.ts';
import { TransactionStatements } from './TransactionStatements.ts';

export interface DatabaseOptions {
  readonly url: string;
  /** Connections of this process at most. */
  readonly poolSize: number;
  readonly logger: Logger;
  /** Shown in pg_stat_activity. */
  readonly applicationName?: string;
}

const databaseTimeouts = {
  /** How long to wait for a free connection before giving up, also when the server cannot be reached. */
  connectMs: 5_000,
  /** No statement of ours runs longer. */
  statementMs: 10_000,
  /** Longer than that, and than the pool keeps an idle connection (10 s): the other end is gone, and its farewell was lost. */
  silenceMs: 12_000,
  /** A frozen process must not hold the locks of its transaction against the others. */
  idleInTransactionMs: 5_000,
  /** What is done in a transaction. Whatever it asks later is refused, and it is rolled back: its connection is for others. */
  transactionMs: 10_000,
};

/** Without it a statement on such a connection would never settle, and whoever waits for it would wait for ever. */
function endWhenSilent(client: pg.ClientBase): void {
  const stream = client instanceof pg.Client ? client.connection.stream : undefined;
  if (!(stream instanceof Socket)) throw new TypeError('unreachable: a pool of pg connects sockets');
  stream.setTimeout(databaseTimeouts.silenceMs, () => {
    stream.destroy(new Error(`Connection terminated: nothing came for ${databaseTimeouts.silenceMs} ms`));
  });
}

/** int8 as a bigint: as a number it would lose digits. */
const types = new pg.TypeOverrides();
types.setTypeParser(pg.types.builtins.INT8, BigInt);

/** The connection pool, and the transaction that the present call runs in (carried by AsyncLocalStorage, so that ports need not name it). */
export class Database implements AsyncDisposable {
  /** For reading, and outside of the present transaction: each statement commits by itself. */
  readonly client: PrismaClient;
  readonly #sql: SqlClient;
  readonly #pool: pg.Pool;
  readonly #ambient = new AsyncLocalStorage<Transaction>();

  constructor({ url, poolSize, logger, applicationName = 'commonplace' }: DatabaseOptions) {
    this.#pool = new pg.Pool({
      connectionString: url,
      max: poolSize,
      application_name: applicationName,
      connectionTimeoutMillis: databaseTimeouts.connectMs,
      statement_timeout: databaseTimeouts.statementMs,
      idle_in_transaction_session_timeout: databaseTimeouts.idleInTransactionMs,
      // Prisma's adapter writes times without an offset, and means UTC. Said here, the isolation costs no round trip in each transaction.
      options: String.raw`-c TimeZone=UTC -c default_transaction_isolation=read\ committed`,
      keepAlive: true,
      // Statements are sent as they come, without waiting for the answers to those before: see TransactionStatements.
      pipeline: true,
      types,
    });
    this.#pool.on('connect', endWhenSilent);
    // Of a connection that breaks in a transaction its statements tell; without a listener the error would end the process.
    this.#pool.on('connect', (client) => client.on('error', () => {}));
    // An idle connection that breaks is replaced by the pool; without a listener its error would end the process.
    this.#pool.on('error', (error) => logger.warn({ err: error }, 'a database connection broke'));
    this.client = new PrismaClient({ adapter: new PrismaPg(this.#pool, { disposeExternalPool: false }) });
    this.#sql = sqlClient(({ text, values }) => this.#pool.query<object>(text, [...values]));
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
      result = await withTimeout(databaseTimeouts.transactionMs, 'a transaction', worked);
      await statements.commit();
    } catch (error) {
      isUsable = await statements.rollback();
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
    await this.#pool.end();
  }
}
