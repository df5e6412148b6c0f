import { z } from 'zod';
import { CardId } from '../../../shared/domain/CardId.ts';
import { CuratorId } from '../../../shared/domain/CuratorId.ts';
import { Collection } from '../domain/Collection.ts';
import { collectionAccesses } from '../domain/CollectionAccess.ts';
import type { CollectionCard } from '../domain/CollectionCard.ts';
import { CollectionDescription } from '../domain/CollectionDescription.ts';
import { CollectionId } from '../domain/CollectionId.ts';
import { CollectionName } from '../domain/CollectionName.ts';
import { collectionVisibilities } from '../domain/CollectionVisibility.ts';

const collectionRow = z.object({
  id: z.string(),
  author_id: z.string(),
  name: z.string(),
  description: z.string().nullable(),
  access: z.enum(collectionAccesses),
  visibility: z.enum(collectionVisibilities),
  version: z.int(),
  created_at: z.date(),
  updated_at: z.date(),
});
const collaboratorRow = z.object({ curator_id: z.string() });
const partRow = z.looseObject({ collection_id: z.string() });
const cardRow = z.object({ card_id: z.string(), added_by: z.string(), added_at: z.date() });

interface Rows {
  readonly collection: unknown;
  readonly collaborators: readonly unknown[];
  readonly cards: readonly unknown[];
}

/** Throws for rows that the domain's rules do not allow: they were not written by this code. */
export function collectionFromRows({ collection, collaborators, cards }: Rows): Collection {
  const row = collectionRow.parse(collection);
  const props = {
    collectionId: CollectionId.create(row.id).unwrap(),
    authorId: CuratorId.create(row.author_id).unwrap(),
    details: {
      name: CollectionName.create(row.name).unwrap(),
      description: CollectionDescription.create(row.description ?? '').unwrap(),
      access: row.access,
      visibility: row.visibility,
    },
    collaborators: collaborators.map((input) => CuratorId.create(collaboratorRow.parse(input).curator_id).unwrap()),
    cards: cards.map(cardFromRow),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
  return Collection.restore(props, row.version);
}

/** The same of several, whose parts say which they are of. */
export function collectionsFromRows({
  collections,
  collaborators,
  cards,
}: {
  readonly collections: readonly unknown[];
  readonly collaborators: readonly unknown[];
  readonly cards: readonly unknown[];
}): Collection[] {
  const [collaboratorsOf, cardsOf] = [byCollection(collaborators), byCollection(cards)];
  return collections.map((collection) => {
    const { id } = collectionRow.parse(collection);
    return collectionFromRows({ collection, collaborators: collaboratorsOf(id), cards: cardsOf(id) });
  });
}

function byCollection(rows: readonly unknown[]): (collectionId: string) => readonly unknown[] {
  const grouped = Map.groupBy(rows, (row) => partRow.parse(row).collection_id);
  return (collectionId) => grouped.get(collectionId) ?? [];
}

function cardFromRow(input: unknown): CollectionCard {
  const row = cardRow.parse(input);
  return {
    cardId: CardId.create(row.card_id).unwrap(),
    addedBy: CuratorId.create(row.added_by).unwrap(),
    addedAt: row.added_at,
  };
}
