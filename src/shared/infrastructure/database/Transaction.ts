import type { QueryResult } from 'pg';
import type { AggregateRoot } from '../../domain/AggregateRoot.ts';
import type { EventMetadata } from '../../domain/events/EventMetadata.ts';
import type { IDomainEvent } from '../../domain/events/IDomainEvent.ts';
import { type PreparedStatement, preparedAsBuilt } from './prepared.ts';
import { type SqlClient, sqlClient } from './SqlClient.ts';
import type { TransactionStatements } from './TransactionStatements.ts';

/** One database transaction: its statements, the aggregates that were saved in it, and what is to be done after its commit. */
export class Transaction {
  /** For statements whose text varies. */
  readonly client: SqlClient;
  /** For statements that are put together of parts which never vary: each is planned once on a connection. See `prepared`. */
  readonly preparing: SqlClient;
  readonly #statements: TransactionStatements;
  readonly #saved = new Set<AggregateRoot<unknown>>();
  readonly #afterCommit = new Set<() => void>();

  #cause: EventMetadata | undefined;
  #hasSeveralCauses = false;

  constructor(statements: TransactionStatements) {
    this.#statements = statements;
    this.client = sqlClient((statement) => statements.run(statement));
    this.preparing = sqlClient((statement) => statements.run(preparedAsBuilt(statement)));
  }

  /**
   * Has something written that nothing here depends on: without a round trip of its own, before whatever is asked next, and at the latest with
   * the commit. If it fails, so does the transaction. A function is called once, when that is done: what it writes may grow until then.
   */
  write(statement: PreparedStatement | (() => PreparedStatement)): void {
    this.#statements.write(statement);
  }

  /** Resolves to what the statement selects, or to the rows that it returns and how many it wrote. Sees what was written before. */
  async query(statement: PreparedStatement): Promise<QueryResult<object>> {
    return this.#statements.run(statement);
  }

  /** The event whose queued handler this transaction is for; events raised here come of it. */
  get cause(): EventMetadata | undefined {
    return this.#cause;
  }

  handles(cause: EventMetadata): void {
    this.#cause = cause;
  }

  /** Whether a queued handler does several events in this transaction. An event that is raised here would have no one cause: it is refused. */
  get hasSeveralCauses(): boolean {
    return this.#hasSeveralCauses;
  }

  handlesSeveral(): void {
    this.#hasSeveralCauses = true;
  }

  /** Called by each repository's `save`, so that the unit of work finds the events of what was saved. */
  saved(aggregate: AggregateRoot<unknown>): void {
    this.#saved.add(aggregate);
  }

  /**
   * Takes the events of what was saved since the last call, in the order of their saving, and forgets the aggregates: what one of them raises later is
   * taken if it is saved again, and else never. It is asked after each event: of thousands, none twice.
   */
  takeEvents(): IDomainEvent[] {
    const saved = [...this.#saved];
    this.#saved.clear();
    return saved.flatMap((aggregate) => {
      const events = aggregate.domainEvents;
      aggregate.clearEvents();
      return events;
    });
  }

  /** Runs `listener` once after the commit, never after a rollback. The same function is kept once. It must not throw or block: nobody awaits it. */
  afterCommit(listener: () => void): void {
    this.#afterCommit.add(listener);
  }

  committed(): void {
    for (const listener of this.#afterCommit) listener();
  }
}
