import type { Clock } from '../../../shared/application/Clock.ts';
import type { IdGenerator } from '../../../shared/application/IdGenerator.ts';
import type { UnitOfWork } from '../../../shared/application/UnitOfWork.ts';
import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import { ok, type Result } from '../../../shared/domain/Result.ts';
import type { Card } from '../domain/Card.ts';
import { CardId } from '../domain/CardId.ts';
import type { CardRepository } from '../domain/CardRepository.ts';
import { CardText, type InvalidText } from '../domain/CardText.ts';

export interface WritingParts {
  readonly cards: CardRepository;
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly ids: IdGenerator;
}

/** What a card that is written begins with, whatever its type. */
export interface BegunWriting {
  readonly cardId: CardId;
  readonly authorId: CuratorId;
  readonly text: CardText;
  readonly at: Date;
}

/**
 * Keeps a card of the author's own words, or of words that they quote, in their library. Raises CardCreatedEvent and CardAddedToLibraryEvent. Fails with
 * invalid-text, and as `write` does, which makes the card in the same unit of work.
 */
export async function addWritten<Refusal>(
  { cards, unitOfWork, clock, ids }: WritingParts,
  { curatorId, words }: { readonly curatorId: CuratorId; readonly words: string },
  write: (begun: BegunWriting) => Promise<Result<Card, Refusal>>,
): Promise<Result<{ cardId: CardId }, InvalidText | Refusal>> {
  const text = CardText.create(words);
  if (!text.ok) return text;
  return unitOfWork.run<Result<{ cardId: CardId }, Refusal>>(curatorId.value, async () => {
    const [at, cardId] = [clock.now(), CardId.create(ids.next()).unwrap()];
    const card = await write({ cardId, authorId: curatorId, text: text.value, at });
    if (!card.ok) return card;
    card.value.addToLibrary(curatorId, at).unwrap();
    await cards.save(card.value);
    return ok({ cardId });
  });
}
