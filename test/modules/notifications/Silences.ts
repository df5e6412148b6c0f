import type { NotificationKind } from '../../../src/modules/notifications/domain/NotificationKind.ts';

/** What somebody is not to be told: of an actor, of a collection, or of a kind. */
interface Silenced {
  readonly recipientId: string;
  readonly actorId?: string;
  readonly collectionId?: string;
  readonly kind?: NotificationKind;
}

export interface Silence extends Silenced {
  /** Right after it began: what happened later was never told while it lasted. */
  readonly since: Date;
  /** Right after it ended: what happened later is told. Null while it lasts. */
  readonly until: Date | null;
}

/** Something by which a curator hears less, and how it is begun and ended. */
export interface Choice {
  /** Begun twice, it is one. */
  readonly key: string;
  readonly silenced: readonly Silenced[];
  readonly begin: () => Promise<{ readonly ok: boolean }>;
  readonly end: () => Promise<{ readonly ok: boolean }>;
}

/** What is silent, and what was. What is refused changes nothing. */
export class Silences {
  readonly #begun: { readonly choice: Choice; readonly since: Date; until: Date | null }[] = [];

  async begin(choice: Choice): Promise<void> {
    const { ok } = await choice.begin();
    const lasts = this.#begun.some(({ choice: { key }, until }) => key === choice.key && until === null);
    if (ok && !lasts) this.#begun.push({ choice, since: new Date(), until: null });
  }

  async endOne(nth: number): Promise<void> {
    const lasting = this.#begun.filter(({ until }) => until === null);
    const chosen = lasting[nth % Math.max(1, lasting.length)];
    if (chosen && (await chosen.choice.end()).ok) chosen.until = new Date();
  }

  get all(): readonly Silence[] {
    return this.#begun.flatMap(({ choice, since, until }) =>
      choice.silenced.map((silenced) => ({ ...silenced, since, until })),
    );
  }
}
