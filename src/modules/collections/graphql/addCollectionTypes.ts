import type { Builder } from '../../../graphql/builder.ts';
import { addCollection } from './Collection.ts';
import { addCollectionCardMutations } from './cardMutations.ts';
import { addCollaboratorMutations } from './collaboratorMutations.ts';
import { addCollectionCards } from './collectionCards.ts';
import { addCollectionEnums } from './collectionEnums.ts';
import { addCollectionMutations } from './collectionMutations.ts';
import { addCollectionQueries } from './collectionQueries.ts';
import { addCuratorCollections } from './curatorCollections.ts';

export function addCollectionTypes(builder: Builder): void {
  const enums = addCollectionEnums(builder);
  addCollection(builder, enums);
  addCollectionCards(builder);
  addCuratorCollections(builder);
  addCollectionQueries(builder);
  addCollectionMutations(builder, enums);
  addCollectionCardMutations(builder);
  addCollaboratorMutations(builder);
}
