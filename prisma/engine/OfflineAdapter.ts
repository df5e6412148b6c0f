import type {
  ConnectionInfo,
  SqlDriverAdapter,
  SqlQuery,
  SqlResultSet,
  Transaction,
} from '@prisma/driver-adapter-utils';
import { ColumnTypeEnum } from '@prisma/driver-adapter-utils';

/**
 * Stands where no database is needed: the engine asks each connection for the server's version before anything else, even
 * to compare two schema files. Answers that, and refuses the rest.
 */
export class OfflineAdapter implements SqlDriverAdapter {
  readonly provider = 'postgres';
  readonly adapterName = '@prisma/adapter-pg';

  async queryRaw({ sql }: SqlQuery): Promise<SqlResultSet> {
    if (!sql.includes('server_version_num')) throw missingUrl();
    return {
      columnNames: ['exists', 'version', 'numeric_version'],
      columnTypes: [ColumnTypeEnum.Boolean, ColumnTypeEnum.Text, ColumnTypeEnum.Int32],
      rows: [[true, 'PostgreSQL 18.0', 180_000]],
    };
  }

  async executeRaw(): Promise<number> {
    throw missingUrl();
  }

  async executeScript(): Promise<void> {
    throw missingUrl();
  }

  async startTransaction(): Promise<Transaction> {
    throw missingUrl();
  }

  getConnectionInfo(): ConnectionInfo {
    return { schemaName: 'public', supportsRelationJoins: true };
  }

  async dispose(): Promise<void> {}
}

export function missingUrl(): Error {
  return new Error('The datasource.url property is required in your Prisma config file here: set DATABASE_URL.');
}
