import { idOf } from '../../../graphql/globalIds.ts';
import { CollectionId } from '../domain/CollectionId.ts';

/** The collection that a global id names. Throws BAD_USER_INPUT for anything else. */
export const collectionIdOf = (globalId: string, argument: string): CollectionId =>
  CollectionId.create(idOf('Collection', globalId, argument)).unwrap();
