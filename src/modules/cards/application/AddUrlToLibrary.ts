import type { Clock } from '../../../shared/application/Clock.ts';
import type { IdGenerator } from '../../../shared/application/IdGenerator.ts';
import type { UnitOfWork } from '../../../shared/application/UnitOfWork.ts';
import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import { ok, type Result } from '../../../shared/domain/Result.ts';
import { Card, type CardContent } from '../domain/Card.ts';
import { CardId } from '../domain/CardId.ts';
import type { CardRepository } from '../domain/CardRepository.ts';
import { CardUrl, type InvalidUrl } from '../domain/CardUrl.ts';
import { type InvalidText, NoteText } from '../domain/NoteText.ts';

export interface AddUrlToLibraryInput {
  readonly curatorId: CuratorId;
  readonly url: string;
  readonly note?: string | undefined;
}

/** Saves an address: finds the curator's card for it or creates one, and keeps it in the curator's library. Repeating it changes nothing. */
export class AddUrlToLibrary {
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

  /**
   * Raises CardCreatedEvent and CardAddedToLibraryEvent as far as they are new; a note is a card of its own and raises both as well.
   * Fails with invalid-url, invalid-text. An address already in the library is returned as it is, and a note that came with it is not added
   * again: a client that repeats a request it got no answer to must not write twice (AddNote adds further ones).
   */
  async execute({
    curatorId,
    url,
    note,
  }: AddUrlToLibraryInput): Promise<Result<{ cardId: CardId }, InvalidUrl | InvalidText>> {
    const cardUrl = CardUrl.create(url);
    if (!cardUrl.ok) return cardUrl;
    const noteText = note === undefined ? ok(undefined) : NoteText.create(note);
    if (!noteText.ok) return noteText;

    return this.#unitOfWork.run(curatorId.value, async () => {
      const at = this.#clock.now();
      const found = await this.#cards.findByUrl(curatorId, cardUrl.value);
      if (found?.isInLibraryOf(curatorId)) return ok({ cardId: found.cardId });
      const card = found ?? this.#create(curatorId, { type: 'URL', url: cardUrl.value }, at);
      card.addToLibrary(curatorId, at).unwrap();
      await this.#cards.save(card);
      if (noteText.value) await this.#addNote(card, curatorId, noteText.value, at);
      return ok({ cardId: card.cardId });
    });
  }

  async #addNote(card: Card, curatorId: CuratorId, text: NoteText, at: Date): Promise<void> {
    const note = this.#create(curatorId, { type: 'NOTE', text, parentCardId: card.cardId }, at);
    note.addToLibrary(curatorId, at).unwrap();
    await this.#cards.save(note);
  }

  #create(authorId: CuratorId, content: CardContent, at: Date): Card {
    return Card.create({ cardId: CardId.create(this.#ids.next()).unwrap(), authorId, content, at });
  }
}
