import { z } from 'zod';
import { CuratorId } from '../../../shared/domain/CuratorId.ts';
import { type PreparedStatement, prepared } from '../../../shared/infrastructure/database/prepared.ts';
import { Card } from '../domain/Card.ts';
import type { CardContent } from '../domain/CardContent.ts';
import { CardId } from '../domain/CardId.ts';
import { CardText } from '../domain/CardText.ts';
import { cardTypes } from '../domain/CardType.ts';
import { CardUrl } from '../domain/CardUrl.ts';
import type { LibraryMembership } from '../domain/LibraryMembership.ts';
import { PageMetadata } from '../domain/PageMetadata.ts';

/** A card, beside one of its library memberships, if there is one. */
const cardRow = z.object({
  id: z.string(),
  type: z.enum(cardTypes),
  author_id: z.string(),
  url: z.string().nullable(),
  title: z.string().nullable(),
  description: z.string().nullable(),
  image_url: z.string().nullable(),
  site_name: z.string().nullable(),
  text: z.string().nullable(),
  parent_card_id: z.string().nullable(),
  via_card_id: z.string().nullable(),
  version: z.int(),
  created_at: z.date(),
  updated_at: z.date(),
  curator_id: z.string().nullable(),
  added_at: z.date().nullable(),
});
type CardRow = z.infer<typeof cardRow>;

/**
 * The card of these rows, which differ in the membership alone; undefined if there are none. Throws for rows that the domain's rules do not allow:
 * they were not written by this code.
 */
export function cardFromRows(input: readonly object[]): Card | undefined {
  const rows = input.map((row) => cardRow.parse(row));
  const [row] = rows;
  if (!row) return undefined;
  const props = {
    cardId: CardId.create(row.id).unwrap(),
    authorId: CuratorId.create(row.author_id).unwrap(),
    content: contentFromRow(row),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    libraryMemberships: rows.flatMap(membershipsFromRow),
  };
  return Card.restore(props, row.version);
}

function contentFromRow(row: CardRow): CardContent {
  switch (row.type) {
    case 'URL':
      return {
        type: 'URL',
        url: CardUrl.create(row.url ?? '').unwrap(),
        page: pageFromRow(row),
        viaCardId: idFrom(row.via_card_id),
      };
    case 'NOTE':
    case 'HIGHLIGHT':
      return {
        type: row.type,
        text: CardText.create(row.text ?? '').unwrap(),
        parentCardId: idFrom(row.parent_card_id),
      };
  }
}

const idFrom = (id: string | null): CardId | undefined => (id === null ? undefined : CardId.create(id).unwrap());

const pageFromRow = ({ title, description, image_url: imageUrl, site_name: siteName }: CardRow): PageMetadata =>
  PageMetadata.of({
    title: title ?? undefined,
    description: description ?? undefined,
    imageUrl: imageUrl ?? undefined,
    siteName: siteName ?? undefined,
  });

function membershipsFromRow({ curator_id: curatorId, added_at: addedAt }: CardRow): LibraryMembership[] {
  return curatorId === null || addedAt === null ? [] : [{ curatorId: CuratorId.create(curatorId).unwrap(), addedAt }];
}

export function insertCard({ cardId, authorId, content, createdAt, updatedAt }: Card): PreparedStatement {
  switch (content.type) {
    case 'URL':
      return prepared`
        INSERT INTO cards (id, type, author_id, url, canonical_url, title, description, image_url, site_name, via_card_id, created_at, updated_at)
        VALUES (${cardId.value}, 'URL', ${authorId.value}, ${content.url.value}, ${content.url.canonical}, ${content.page?.title ?? null},
          ${content.page?.description ?? null}, ${content.page?.imageUrl ?? null}, ${content.page?.siteName ?? null},
          ${content.viaCardId?.value ?? null}, ${createdAt}, ${updatedAt})`;
    case 'NOTE':
    case 'HIGHLIGHT':
      return prepared`
        INSERT INTO cards (id, type, author_id, text, parent_card_id, created_at, updated_at)
        VALUES (${cardId.value}, ${content.type}::card_type, ${authorId.value}, ${content.text.value}, ${content.parentCardId?.value ?? null},
          ${createdAt}, ${updatedAt})`;
  }
}

/** Writes nothing if the card is gone, or another version by now. */
export function updateCard({ cardId, content, version, updatedAt }: Card): PreparedStatement {
  switch (content.type) {
    case 'URL':
      return prepared`
        UPDATE cards SET title = ${content.page?.title ?? null}, description = ${content.page?.description ?? null},
          image_url = ${content.page?.imageUrl ?? null}, site_name = ${content.page?.siteName ?? null},
          updated_at = ${updatedAt}, version = version + 1
        WHERE id = ${cardId.value} AND version = ${version}`;
    case 'NOTE':
    case 'HIGHLIGHT':
      return prepared`
        UPDATE cards SET text = ${content.text.value}, updated_at = ${updatedAt}, version = version + 1
        WHERE id = ${cardId.value} AND version = ${version}`;
  }
}
