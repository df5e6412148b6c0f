import { Socket } from 'node:net';
import pg from 'pg';
import type { Logger } from '../../application/Logger.ts';

export interface ConnectionPoolOptions {
  readonly url: string;
  /** Connections at most. They are opened when they are needed, and closed when they were not for 10 s. */
  readonly size: number;
  readonly logger: Logger;
  /** Shown in pg_stat_activity. */
  readonly applicationName: string;
}

const timeouts = {
  /** How long to wait for a free connection before giving up, also when the server cannot be reached. */
  connectMs: 5_000,
  /** No statement of ours runs longer. */
  statementMs: 10_000,
  /** Longer than that, and than the pool keeps an idle connection (10 s): the other end is gone, and its farewell was lost. */
  silenceMs: 12_000,
  /** A frozen process must not hold the locks of its transaction against the others. */
  idleInTransactionMs: 5_000,
};

/** int8 as a bigint: as a number it would lose digits. */
const types = new pg.TypeOverrides();
types.setTypeParser(pg.types.builtins.INT8, BigInt);

export function openConnectionPool({ url, size, logger, applicationName }: ConnectionPoolOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: size,
    application_name: applicationName,
    connectionTimeoutMillis: timeouts.connectMs,
    statement_timeout: timeouts.statementMs,
    idle_in_transaction_session_timeout: timeouts.idleInTransactionMs,
    // Prisma's adapter writes times without an offset, and means UTC. Said here, the isolation costs no round trip in each transaction.
    options: String.raw`-c TimeZone=UTC -c default_transaction_isolation=read\ committed`,
    keepAlive: true,
    // Statements are sent as they come, without waiting for the answers to those before: see TransactionStatements.
    pipeline: true,
    types,
  });
  pool.on('connect', endWhenSilent);
  // Of a connection that breaks in a transaction its statements tell; without a listener the error would end the process.
  pool.on('connect', (client) => client.on('error', () => {}));
  // An idle connection that breaks is replaced by the pool; without a listener its error would end the process.
  pool.on('error', (error) => logger.warn({ err: error }, 'a database connection broke'));
  return pool;
}

/** Without it a statement on such a connection would never settle, and whoever waits for it would wait for ever. */
function endWhenSilent(client: pg.ClientBase): void {
  const stream = client instanceof pg.Client ? client.connection.stream : undefined;
  if (!(stream instanceof Socket)) throw new TypeError('unreachable: a pool of pg connects sockets');
  stream.setTimeout(timeouts.silenceMs, () => {
    stream.destroy(new Error(`Connection terminated: nothing came for ${timeouts.silenceMs} ms`));
  });
}
