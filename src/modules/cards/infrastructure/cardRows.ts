import type { Prisma } from '../../../generated/prisma/client.ts';
import { CuratorId } from '../../../shared/domain/CuratorId.ts';
import { Card, type CardContent } from '../domain/Card.ts';
import { CardId } from '../domain/CardId.ts';
import { CardUrl } from '../domain/CardUrl.ts';
import { NoteText } from '../domain/NoteText.ts';

type CardRow = Prisma.CardGetPayload<{ include: { memberships: true } }>;

/** Throws for a row that the domain's rules do not allow: it was not written by this code. */
export function cardFromRow(row: CardRow): Card {
  const props = {
    cardId: CardId.create(row.id).unwrap(),
    authorId: CuratorId.create(row.authorId).unwrap(),
    content: contentFromRow(row),
    createdAt: row.createdAt,
    libraryMemberships: row.memberships.map(({ curatorId, addedAt }) => ({
      curatorId: CuratorId.create(curatorId).unwrap(),
      addedAt,
    })),
  };
  return Card.restore(props, row.version);
}

function contentFromRow(row: CardRow): CardContent {
  switch (row.type) {
    case 'URL':
      return { type: 'URL', url: CardUrl.create(row.url ?? '').unwrap(), title: row.title ?? undefined };
    case 'NOTE':
      return {
        type: 'NOTE',
        text: NoteText.create(row.text ?? '').unwrap(),
        parentCardId: row.parentCardId === null ? undefined : CardId.create(row.parentCardId).unwrap(),
      };
  }
}

export function cardToRow(card: Card): Prisma.CardUncheckedCreateInput {
  const common = {
    id: card.cardId.value,
    type: card.type,
    authorId: card.authorId.value,
    createdAt: card.createdAt,
    updatedAt: card.createdAt,
  };
  const { content } = card;
  switch (content.type) {
    case 'URL':
      return { ...common, url: content.url.value, canonicalUrl: content.url.canonical, title: content.title ?? null };
    case 'NOTE':
      return { ...common, text: content.text.value, parentCardId: content.parentCardId?.value ?? null };
  }
}
