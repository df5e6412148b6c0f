import type { Interest, TailPage, TailSink } from '../../../shared/application/live/Interest.ts';
import type { ConnectedRecipients } from './ConnectedRecipients.ts';
import type { RecipientChange } from './NotificationChange.ts';
import type { RecipientChanges } from './RecipientChanges.ts';

/** Changes read from the database at once. */
const pageSize = 500;

/**
 * What concerns one recipient, for one subscription.
 *
 * LiveLog's deliveries hold only what concerns those who were connected when it began to expand them: it looks up no others. So a
 * subscription that came in between must not believe them. It counts as connected from `open` on, which its tail calls before anything
 * else, and the tail then waits until LiveLog has delivered whatever it was expanding at that time. What is delivered after that was
 * expanded with this recipient in mind, and only that is taken from memory or pushed; all before is read from the database, where nobody needs to
 * be connected to be found. Pushes begin with `join`, at the very moment up to which the tail has taken what there was (see LiveTail).
 */
export class RecipientInterest implements Interest<RecipientChange, RecipientChange> {
  readonly isInEveryDelivery = false;
  readonly #recipientId: string;
  readonly #connected: ConnectedRecipients;
  readonly #changes: Pick<RecipientChanges, 'read'>;

  constructor(recipientId: string, connected: ConnectedRecipients, changes: Pick<RecipientChanges, 'read'>) {
    this.#recipientId = recipientId;
    this.#connected = connected;
    this.#changes = changes;
  }

  open(): void {
    this.#connected.open(this.#recipientId);
  }

  close(): void {
    this.#connected.close(this.#recipientId);
  }

  /**
   * A notification names only its last change. If that moved on since, what was read here lacks it, and it comes with the later change: changes
   * that are not sequenced yet get positions above all those that are.
   */
  async readPage(after: number, upTo: number): Promise<TailPage<RecipientChange>> {
    const changes = await this.#changes.read(this.#recipientId, after, upTo, pageSize);
    const last = changes.length < pageSize ? undefined : changes.at(-1);
    return { changes, through: last?.position ?? upTo };
  }

  select(changes: readonly RecipientChange[]): readonly RecipientChange[] {
    return changes.filter(({ recipientId }) => recipientId === this.#recipientId);
  }

  join(tail: TailSink<RecipientChange>): void {
    this.#connected.join(this.#recipientId, tail);
  }

  leave(tail: TailSink<RecipientChange>): void {
    this.#connected.leave(this.#recipientId, tail);
  }
}
