import type { PoolClient, QueryConfig, QueryResult } from 'pg';
import type { PreparedStatement } from './prepared.ts';
import type { SqlStatement } from './SqlClient.ts';

const begin = 'BEGIN';
const commit = 'COMMIT';

/**
 * The statements of one transaction, in as few round trips as they allow: what nobody waits for is sent with the next statement that somebody
 * waits for, or with the commit, and the beginning with the first of them. PostgreSQL runs them one after the other, as they were given.
 */
export class TransactionStatements {
  readonly #connection: PoolClient;
  #unsent: (string | QueryConfig | (() => PreparedStatement))[] = [begin];
  #isOver = false;

  constructor(connection: PoolClient) {
    this.#connection = connection;
  }

  /** Its failure is that of the next statement that is waited for, or of the commit. A function is called once, when the statement is sent. */
  write(statement: PreparedStatement | (() => PreparedStatement)): void {
    this.#assertGoesOn();
    this.#unsent.push(typeof statement === 'function' ? statement : forDriver(statement));
  }

  /** Sees what was written before. */
  async run(statement: PreparedStatement | SqlStatement): Promise<QueryResult<object>> {
    this.#assertGoesOn();
    return this.#send(forDriver(statement));
  }

  /** Throws when nothing was committed, and for a broken connection, when nobody knows. */
  async commit(): Promise<void> {
    this.#assertGoesOn();
    // From now on: what is sent behind the commit would commit by itself.
    this.#isOver = true;
    const isEmpty = this.#unsent.length === 1 && this.#unsent[0] === begin;
    if (!isEmpty) {
      const { command } = await this.#send(commit);
      // PostgreSQL's answer to the commit of a transaction in which a statement failed, whoever caught that.
      if (command !== commit) throw new Error('a statement of this transaction failed: PostgreSQL rolled it back');
    }
  }

  /** Never rejects: resolves to whether the connection is good for others. */
  async rollback(): Promise<boolean> {
    const hasBegun = this.#unsent[0] !== begin;
    this.#isOver = true;
    if (!hasBegun) return true;
    return this.#connection.query('ROLLBACK').then(
      () => true,
      () => false,
    );
  }

  /** In one packet. Resolves to the result of the last one. Rejects with the first failure, when all of them are answered. */
  async #send(last: string | QueryConfig): Promise<QueryResult<object>> {
    const { stream } = this.#connection.connection;
    const due = this.#unsent.map((statement) => (typeof statement === 'function' ? forDriver(statement()) : statement));
    stream.cork();
    const unsent = due.map((statement) => this.#connection.query<object>(statement));
    const answer = this.#connection.query<object>(last);
    stream.uncork();
    this.#unsent = [];
    await Promise.allSettled([...unsent, answer]);
    await Promise.all(unsent);
    return answer;
  }

  #assertGoesOn(): void {
    if (this.#isOver) throw new Error('this transaction is over: a statement came too late for it');
  }
}

function forDriver(statement: PreparedStatement | SqlStatement): QueryConfig {
  const values = [...statement.values];
  return 'name' in statement
    ? { name: statement.name, text: statement.text, values }
    : { text: statement.text, values };
}
