import type { Clock } from '../../../shared/application/Clock.ts';
import type { IdGenerator } from '../../../shared/application/IdGenerator.ts';
import type { UnitOfWork } from '../../../shared/application/UnitOfWork.ts';
import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import { err, ok, type Result } from '../../../shared/domain/Result.ts';
import { Card } from '../domain/Card.ts';
import type { CardId } from '../domain/CardId.ts';
import type { CardRepository } from '../domain/CardRepository.ts';
import type { InvalidText } from '../domain/CardText.ts';
import { addWritten, type WritingParts } from './addWritten.ts';
import { type CardNotFound, cardNotFound } from './CardNotFound.ts';

export interface AddNoteInput {
  readonly curatorId: CuratorId;
  readonly text: string;
  /** The card that the note is about, if any. */
  readonly parentCardId?: CardId | undefined;
}

/** Writes a note and keeps it in the author's library. */
export class AddNote {
  readonly #parts: WritingParts;

  constructor(cards: CardRepository, unitOfWork: UnitOfWork, clock: Clock, ids: IdGenerator) {
    this.#parts = { cards, unitOfWork, clock, ids };
  }

  /** Raises CardCreatedEvent and CardAddedToLibraryEvent. Fails with invalid-text, card-not-found. */
  execute({
    curatorId,
    text: words,
    parentCardId,
  }: AddNoteInput): Promise<Result<{ cardId: CardId }, InvalidText | CardNotFound>> {
    const { cards } = this.#parts;
    return addWritten<CardNotFound>(this.#parts, { curatorId, words }, async ({ text, ...begun }) => {
      if (parentCardId && !(await cards.find(parentCardId, curatorId))) return err(cardNotFound(parentCardId));
      return ok(Card.create({ ...begun, content: { type: 'NOTE', text, parentCardId } }));
    });
  }
}
