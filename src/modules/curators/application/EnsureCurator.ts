import type { Clock } from '../../../shared/application/Clock.ts';
import type { CuratorId } from '../../../shared/domain/CuratorId.ts';

/** Where curators are entered when they are first seen. */
export interface CuratorRegister {
  /** Creates the curator, or does nothing if there is one. */
  enter(curatorId: CuratorId, at: Date): Promise<void>;
}

/** How many curators are remembered as seen, so that their requests do not ask the database again. */
const maxRemembered = 100_000;

/** Makes a curator of whoever comes with a valid token for the first time. */
export class EnsureCurator {
  readonly #register: CuratorRegister;
  readonly #clock: Clock;
  readonly #seen = new Set<string>();

  constructor(register: CuratorRegister, clock: Clock) {
    this.#register = register;
    this.#clock = clock;
  }

  /** Rejects when the database cannot be reached; asks it at most once for each curator remembered. */
  async execute(curatorId: CuratorId): Promise<void> {
    if (this.#seen.has(curatorId.value)) return;
    await this.#register.enter(curatorId, this.#clock.now());
    if (this.#seen.size >= maxRemembered) this.#seen.clear();
    this.#seen.add(curatorId.value);
  }
}
