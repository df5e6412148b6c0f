import { Collection } from '../../src/modules/collections/domain/Collection.ts';
import type { CollectionDetails } from '../../src/modules/collections/domain/CollectionDetails.ts';
import { CollectionName } from '../../src/modules/collections/domain/CollectionName.ts';
import { CollectionId } from '../../src/modules/collections/index.ts';
import { CuratorId } from '../../src/shared/domain/CuratorId.ts';
import { ada, noon } from './cards.ts';

export const eve = CuratorId.create('did:plc:eve').unwrap();
export const kim = CuratorId.create('did:plc:kim').unwrap();

export const collectionId = (n = 1): CollectionId =>
  CollectionId.create(`01900000-0000-7000-8000-c${n.toString(16).padStart(11, '0')}`).unwrap();

export const detailsOf = (overrides: Partial<CollectionDetails> = {}): CollectionDetails => ({
  name: CollectionName.create('Good things').unwrap(),
  description: undefined,
  access: 'OPEN',
  visibility: 'PUBLIC',
  ...overrides,
});

/** A new collection of Ada's with these collaborators. */
export function collectionOf(
  overrides: Partial<CollectionDetails> = {},
  collaborators: readonly CuratorId[] = [],
): Collection {
  const collection = Collection.create({
    collectionId: collectionId(),
    authorId: ada,
    details: detailsOf(overrides),
    at: noon(),
  });
  for (const collaborator of collaborators) collection.addCollaborator(ada, collaborator, noon()).unwrap();
  return collection;
}
