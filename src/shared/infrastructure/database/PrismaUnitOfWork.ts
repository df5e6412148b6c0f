import type { UnitOfWork } from '../../application/UnitOfWork.ts';
import type { Result } from '../../domain/Result.ts';
import type { EventRecorder } from '../events/EventRecorder.ts';
import type { Database } from './Database.ts';
import { retryLostRaces } from './retryLostRaces.ts';

type AnyResult = Result<unknown, unknown>;

/** Transactions of PostgreSQL, with the events of what was saved in them. */
export class PrismaUnitOfWork implements UnitOfWork {
  readonly #database: Database;
  readonly #events: EventRecorder;

  constructor(database: Database, events: EventRecorder) {
    this.#database = database;
    this.#events = events;
  }

  async run<Outcome extends AnyResult>(actorId: string, work: () => Promise<Outcome>): Promise<Outcome> {
    if (this.#database.isInTransaction) return this.#workAndRecord(actorId, work);
    return retryLostRaces(() => this.#inTransaction(actorId, work));
  }

  async #inTransaction<Outcome extends AnyResult>(actorId: string, work: () => Promise<Outcome>): Promise<Outcome> {
    const outcome: { refusal?: Outcome } = {};
    try {
      return await this.#database.inTransaction(async () => {
        const result = await this.#workAndRecord(actorId, work);
        if (result.ok) return result;
        outcome.refusal = result;
        throw new RollBack();
      });
    } catch (error) {
      if (outcome.refusal && error instanceof RollBack) return outcome.refusal;
      throw error;
    }
  }

  async #workAndRecord<Outcome extends AnyResult>(actorId: string, work: () => Promise<Outcome>): Promise<Outcome> {
    const result = await work();
    if (result.ok) await this.#events.record(this.#database.transaction, actorId);
    return result;
  }
}

/** Makes the transaction roll back; never leaves this file. */
class RollBack extends Error {}
