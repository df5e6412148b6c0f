import { randomUUID } from 'node:crypto';
import type { Change, ChangeLog, LogHead, SequencedChanges } from '../../../src/shared/application/live/ChangeLog.ts';

export interface PendingWrite {
  commit(): void;
  rollback(): void;
}

type Unplaced<C extends Change> = C extends Change ? Omit<C, 'position'> : never;

/** A log of changes as the database keeps it: ids are given as rows are written, and seen, in any order, as they are committed. */
export class InMemoryChangeLog<C extends Change> implements ChangeLog<C> {
  readonly #place: (change: Unplaced<C>, position: number) => C;
  readonly #step: () => Promise<void>;
  readonly #unsequenced = new Map<number, Unplaced<C>>();
  readonly #histories = new Map<string, C[]>();
  #ids = 0;
  #failures = 0;
  #head: LogHead = { epoch: randomUUID(), head: 0, minimum: 0 };

  /** @param step is awaited on the way to the database and on the way back. */
  constructor(place: (change: Unplaced<C>, position: number) => C, step: () => Promise<void> = async () => {}) {
    this.#place = place;
    this.#step = step;
  }

  /** As the database is now. */
  get present(): LogHead {
    return this.#head;
  }

  /** All changes that ever had a position in this epoch, also those that are no longer kept. */
  historyOf(epoch: string): readonly C[] {
    return this.#histories.get(epoch) ?? [];
  }

  write(change: Unplaced<C>): PendingWrite {
    this.#ids += 1;
    const id = this.#ids;
    return { commit: () => this.#unsequenced.set(id, change), rollback: () => {} };
  }

  /** The next calls reject. */
  fail(calls: number): void {
    this.#failures = calls;
  }

  /** Forgets the changes up to `minimum`. */
  retainAfter(minimum: number): void {
    const { head } = this.#head;
    this.#head = { ...this.#head, minimum: Math.min(Math.max(minimum, this.#head.minimum), head) };
  }

  /** Another history, with as many changes as given. */
  beginAnew(changes: readonly Unplaced<C>[]): void {
    const epoch = randomUUID();
    this.#histories.set(
      epoch,
      changes.map((change, index) => this.#place(change, index + 1)),
    );
    this.#head = { epoch, head: changes.length, minimum: 0 };
  }

  head(): Promise<LogHead> {
    return this.#call(() => this.#head);
  }

  read(after: number, upTo: number, limit: number): Promise<readonly C[]> {
    return this.#call(() =>
      this.historyOf(this.#head.epoch)
        .filter(({ position }) => position > after && position <= upTo && position > this.#head.minimum)
        .slice(0, limit),
    );
  }

  sequence(limit: number): Promise<SequencedChanges<C> | undefined> {
    return this.#call(() => this.sequenceNow(limit));
  }

  sequenceNow(limit: number): SequencedChanges<C> | undefined {
    const due = [...this.#unsequenced].toSorted(([a], [b]) => a - b).slice(0, limit);
    if (due.length === 0) return undefined;
    const { epoch, head } = this.#head;
    const changes = due.map(([, change], index) => this.#place(change, head + 1 + index));
    for (const [id] of due) this.#unsequenced.delete(id);
    this.#histories.set(epoch, [...this.historyOf(epoch), ...changes]);
    this.#head = { ...this.#head, head: head + changes.length };
    return { epoch, changes };
  }

  async #call<T>(work: () => T): Promise<T> {
    await this.#step();
    if (this.#failures > 0) {
      this.#failures -= 1;
      throw new Error('the database is away');
    }
    const answer = work();
    await this.#step();
    return answer;
  }
}
