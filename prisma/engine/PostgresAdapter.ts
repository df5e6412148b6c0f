import { PrismaPg } from '@prisma/adapter-pg';
import type {
  ConnectionInfo,
  IsolationLevel,
  SqlDriverAdapter,
  SqlQuery,
  SqlResultSet,
  Transaction,
} from '@prisma/driver-adapter-utils';
import pg from 'pg';
import { maskCharColumns, restoreCharColumns } from './charColumns.ts';
import { explainingConnectionErrors } from './connectionErrors.ts';
import { connectTimeoutMsIn, schemaIn } from './databaseUrl.ts';

type PgAdapter = Awaited<ReturnType<PrismaPg['connect']>>;

/**
 * `@prisma/adapter-pg` as the schema engine needs it: with catalog columns, with scripts sent whole, and with an error that
 * says which server it was.
 */
export class PostgresAdapter implements SqlDriverAdapter {
  readonly provider = 'postgres';
  readonly adapterName = '@prisma/adapter-pg';
  readonly #adapter: PgAdapter;
  readonly #url: string;
  readonly #afterDispose: (() => Promise<void>) | undefined;
  #disposed = false;

  private constructor(adapter: PgAdapter, url: string, afterDispose: (() => Promise<void>) | undefined) {
    this.#adapter = adapter;
    this.#url = url;
    this.#afterDispose = afterDispose;
  }

  /** Connects at the first query, not here. `afterDispose` runs when the connection is closed. */
  static async open(url: string, afterDispose?: () => Promise<void>): Promise<PostgresAdapter> {
    const pool = new pg.Pool({
      connectionString: url,
      connectionTimeoutMillis: connectTimeoutMsIn(url),
      application_name: 'prisma schema engine',
      // One session that stays: the engine's advisory lock belongs to it.
      max: 1,
      idleTimeoutMillis: 0,
    });
    const adapter = new PrismaPg(maskCharColumns(pool), { schema: schemaIn(url), disposeExternalPool: true });
    return new PostgresAdapter(await adapter.connect(), url, afterDispose);
  }

  async queryRaw(query: SqlQuery): Promise<SqlResultSet> {
    return explainingConnectionErrors(this.#url, async () => restoreCharColumns(await this.#adapter.queryRaw(query)));
  }

  async executeRaw(query: SqlQuery): Promise<number> {
    return explainingConnectionErrors(this.#url, () => this.#adapter.executeRaw(query));
  }

  /**
   * In one piece: the adapter's own method cuts at every ";", which breaks functions and DO blocks. What has no parameters
   * is sent by the simple protocol, which takes several statements and makes one transaction of them.
   */
  async executeScript(script: string): Promise<void> {
    await this.executeRaw({ sql: script, args: [], argTypes: [] });
  }

  async startTransaction(isolationLevel?: IsolationLevel): Promise<Transaction> {
    const transaction = await explainingConnectionErrors(this.#url, () =>
      this.#adapter.startTransaction(isolationLevel),
    );
    return {
      provider: transaction.provider,
      adapterName: transaction.adapterName,
      options: transaction.options,
      queryRaw: async (query) => restoreCharColumns(await transaction.queryRaw(query)),
      executeRaw: (query) => transaction.executeRaw(query),
      commit: () => transaction.commit(),
      rollback: () => transaction.rollback(),
    };
  }

  getConnectionInfo(): ConnectionInfo {
    return this.#adapter.getConnectionInfo();
  }

  /** A second call does nothing. */
  async dispose(): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    await this.#adapter.dispose();
    await this.#afterDispose?.();
  }
}
