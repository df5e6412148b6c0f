import type { Clock } from '../../../shared/application/Clock.ts';
import type { IdGenerator } from '../../../shared/application/IdGenerator.ts';
import type { UnitOfWork } from '../../../shared/application/UnitOfWork.ts';
import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import { err, ok, type Result } from '../../../shared/domain/Result.ts';
import { Card } from '../domain/Card.ts';
import { CardId } from '../domain/CardId.ts';
import type { CardRepository } from '../domain/CardRepository.ts';
import { CardText, type InvalidText } from '../domain/CardText.ts';
import { type CardNotFound, cardNotFound } from './CardNotFound.ts';

export interface AddNoteInput {
  readonly curatorId: CuratorId;
  readonly text: string;
  /** The card that the note is about, if any. */
  readonly parentCardId?: CardId | undefined;
}

/** Writes a note and keeps it in the author's library. */
export class AddNote {
  readonly #cards: CardRepository;
  readonly #unitOfWork: UnitOfWork;
  readonly #clock: Clock;
  readonly #ids: IdGenerator;

  constructor(cards: CardRepository, unitOfWork: UnitOfWork, clock: Clock, ids: IdGenerator) {
    this.#cards = cards;
    this.#unitOfWork = unitOfWork;
    this.#clock = clock;
    this.#ids = ids;
  }

  /** Raises CardCreatedEvent and CardAddedToLibraryEvent. Fails with invalid-text, card-not-found. */
  async execute({
    curatorId,
    text,
    parentCardId,
  }: AddNoteInput): Promise<Result<{ cardId: CardId }, InvalidText | CardNotFound>> {
    const noteText = CardText.create(text);
    if (!noteText.ok) return noteText;

    return this.#unitOfWork.run(curatorId.value, async () => {
      if (parentCardId && !(await this.#cards.find(parentCardId, curatorId))) return err(cardNotFound(parentCardId));
      const at = this.#clock.now();
      const cardId = CardId.create(this.#ids.next()).unwrap();
      const note = Card.create({
        cardId,
        authorId: curatorId,
        content: { type: 'NOTE', text: noteText.value, parentCardId },
        at,
      });
      note.addToLibrary(curatorId, at).unwrap();
      await this.#cards.save(note);
      return ok({ cardId });
    });
  }
}
