import type { Clock } from '../../../shared/application/Clock.ts';
import type { IdGenerator } from '../../../shared/application/IdGenerator.ts';
import type { UnitOfWork } from '../../../shared/application/UnitOfWork.ts';
import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import { err, ok, type Result } from '../../../shared/domain/Result.ts';
import type { CollectionId } from '../../collections/index.ts';
import { Card } from '../domain/Card.ts';
import type { NoteContent, UrlContent } from '../domain/CardContent.ts';
import { CardId } from '../domain/CardId.ts';
import type { CardRepository } from '../domain/CardRepository.ts';
import { CardText, type InvalidText } from '../domain/CardText.ts';
import { CardUrl, type InvalidUrl } from '../domain/CardUrl.ts';
import { type CardNotFound, cardNotFound } from './CardNotFound.ts';
import type { CollectionRefusal, CollectionsToFill } from './CollectionsToFill.ts';

export interface AddUrlToLibraryInput {
  readonly curatorId: CuratorId;
  readonly url: string;
  readonly note?: string | undefined;
  readonly collectionIds?: readonly CollectionId[] | undefined;
  /** The card by which the link was found. It says so of a new card alone. */
  readonly viaCardId?: CardId | undefined;
}

/** Saves an address: finds the curator's card for it or creates one, and keeps it in the curator's library and in collections. Repeating it changes nothing. */
export class AddUrlToLibrary {
  readonly #cards: CardRepository;
  readonly #unitOfWork: UnitOfWork;
  readonly #clock: Clock;
  readonly #ids: IdGenerator;
  readonly #collections: CollectionsToFill;

  constructor(
    cards: CardRepository,
    unitOfWork: UnitOfWork,
    clock: Clock,
    ids: IdGenerator,
    collections: CollectionsToFill,
  ) {
    this.#cards = cards;
    this.#unitOfWork = unitOfWork;
    this.#clock = clock;
    this.#ids = ids;
    this.#collections = collections;
  }

  /**
   * Raises CardCreatedEvent, CardAddedToLibraryEvent and, for each collection, CardAddedToCollectionEvent as far as they are new; a note is a card of
   * its own and raises the former two as well. Fails with invalid-url, invalid-text, card-not-found (of viaCardId), collection-not-found, collection-closed. An address already
   * in the library is returned as it is, and a note that came with it is not added again: a client that repeats a request it got no answer to
   * must not write twice (AddNote adds further ones).
   */
  async execute({
    curatorId,
    url,
    note,
    collectionIds = [],
    viaCardId,
  }: AddUrlToLibraryInput): Promise<
    Result<{ cardId: CardId }, InvalidUrl | InvalidText | CardNotFound | CollectionRefusal>
  > {
    const cardUrl = CardUrl.create(url);
    if (!cardUrl.ok) return cardUrl;
    const noteText = note === undefined ? ok(undefined) : CardText.create(note);
    if (!noteText.ok) return noteText;

    return this.#unitOfWork.run(curatorId.value, async () => {
      const at = this.#clock.now();
      const found = await this.#cards.findByUrl(curatorId, cardUrl.value);
      if (!found && viaCardId && !(await this.#cards.find(viaCardId, curatorId))) return err(cardNotFound(viaCardId));
      const card = found ?? this.#create(curatorId, { type: 'URL', url: cardUrl.value, viaCardId }, at);
      if (!card.isInLibraryOf(curatorId)) await this.#save(card, curatorId, noteText.value, at);
      const { cardId } = card;
      const added = await this.#collections.add({ curatorId, cardId, collectionIds, at });
      return added.ok ? ok({ cardId }) : added;
    });
  }

  async #save(card: Card, curatorId: CuratorId, note: CardText | undefined, at: Date): Promise<void> {
    card.addToLibrary(curatorId, at).unwrap();
    await this.#cards.save(card);
    if (note) await this.#addNote(card, curatorId, note, at);
  }

  async #addNote(card: Card, curatorId: CuratorId, text: CardText, at: Date): Promise<void> {
    const note = this.#create(curatorId, { type: 'NOTE', text, parentCardId: card.cardId }, at);
    note.addToLibrary(curatorId, at).unwrap();
    await this.#cards.save(note);
  }

  #create(authorId: CuratorId, content: UrlContent | NoteContent, at: Date): Card {
    return Card.create({ cardId: CardId.create(this.#ids.next()).unwrap(), authorId, content, at });
  }
}
