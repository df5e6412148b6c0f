import { Card } from '../../src/modules/cards/domain/Card.ts';
import { CardText } from '../../src/modules/cards/domain/CardText.ts';
import { CardUrl } from '../../src/modules/cards/domain/CardUrl.ts';
import { CardId } from '../../src/modules/cards/index.ts';
import { CuratorId } from '../../src/shared/domain/CuratorId.ts';

export const ada = CuratorId.create('did:plc:ada').unwrap();
export const bob = CuratorId.create('did:plc:bob').unwrap();

/** A fixed moment, and others by their distance in ms. */
export const noon = (plusMs = 0): Date => new Date(Date.UTC(2026, 0, 1, 12) + plusMs);

export const cardId = (n = 1): CardId =>
  CardId.create(`01900000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`).unwrap();

/** A new URL card by Ada, in nobody's library. */
export const urlCard = (url = 'https://example.org/'): Card =>
  Card.create({
    cardId: cardId(),
    authorId: ada,
    content: { type: 'URL', url: CardUrl.create(url).unwrap() },
    at: noon(),
  });

/** A new note by Ada, in nobody's library. */
export const noteCard = (text = 'A thought'): Card =>
  Card.create({
    cardId: cardId(),
    authorId: ada,
    content: { type: 'NOTE', text: CardText.create(text).unwrap() },
    at: noon(),
  });

/** A URL card by Ada in the libraries of these curators. */
export function cardIn(...curators: readonly CuratorId[]): Card {
  const card = urlCard();
  for (const curator of curators) card.addToLibrary(curator, noon()).unwrap();
  return card;
}
