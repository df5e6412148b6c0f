import path from 'node:path';
import { inDataDirectory } from './dataDirectory.ts';
import { PostgresDriver, type PostgresSettings } from './PostgresDriver.ts';
import { type EmbeddedLog, joinServer } from './SharedServer.ts';

export interface EmbeddedPostgresOptions {
  /** The cluster is `<dataDir>/postgres`, with password and port in `postgres.json` and the log in `postgres.log` beside it. */
  readonly dataDir: string;
  readonly log: EmbeddedLog;
  /** Added to or put in place of ours, such as `{ log_statement: 'all' }`. */
  readonly settings?: PostgresSettings;
  /** Default true. False survives no power cut and is faster: for tests. */
  readonly durable?: boolean;
}

export interface EmbeddedPostgres extends AsyncDisposable {
  /** Connects to the database `commonplace` as the superuser, with the password. */
  readonly url: string;
  readonly port: number;
  /** It was running already: left by a killed process, or shared with one that lives. */
  readonly adopted: boolean;
  /** Stops the server unless another process shares it: gracefully for 10 s, then by force. */
  stop(): Promise<void>;
}

const defaults: PostgresSettings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  shared_buffers: '128MB',
  cluster_name: 'commonplace',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
};

/** What was committed still survives the end of the server, however it ends: the system writes it out. */
const volatile: PostgresSettings = { fsync: 'off', full_page_writes: 'off' };

/**
 * Starts PostgreSQL for a machine that has none, on the loopback address alone, or joins the one that runs on the same data
 * directory: processes that run at the same time share it, and the last one stops it. Creates cluster and database at the
 * first start. Rejects with EmbeddedServiceError when PostgreSQL is not installed or cannot run here.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { dataDir, log, settings = {}, durable = true } = options;
  return inDataDirectory(dataDir, async (directory) => {
    const cluster = path.join(directory, 'postgres');
    const driver = new PostgresDriver(cluster, { ...defaults, ...(durable ? {} : volatile), ...settings });
    const { server, adopted, leave } = await joinServer(driver, log);
    return { url: server.url, port: server.port, adopted, stop: leave, [Symbol.asyncDispose]: leave };
  });
}
