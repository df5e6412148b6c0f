import type { CardId } from '../../../shared/domain/CardId.ts';
import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import type { CollectionId } from './CollectionId.ts';

/** There is none, or none for this curator to see: nobody can tell which. */
export interface CollectionNotFound {
  readonly kind: 'collection-not-found';
  readonly collectionId: string;
}

/** Only the author may do this. */
export interface NotCollectionAuthor {
  readonly kind: 'not-collection-author';
  readonly collectionId: string;
}

/** Only the author and the collaborators may add to it and remove from it. */
export interface CollectionClosed {
  readonly kind: 'collection-closed';
  readonly collectionId: string;
}

/** Of an OPEN collection: only who added the card, and the author, may remove it. */
export interface NotCardAdder {
  readonly kind: 'not-card-adder';
  readonly cardId: string;
}

export interface AlreadyInCollection {
  readonly kind: 'already-in-collection';
  readonly cardId: string;
}

export interface NotInCollection {
  readonly kind: 'not-in-collection';
  readonly cardId: string;
}

/** The author has all that a collaborator has. */
export interface CannotCollaborateWithOneself {
  readonly kind: 'cannot-collaborate-with-oneself';
  readonly curatorId: string;
}

export interface AlreadyCollaborator {
  readonly kind: 'already-collaborator';
  readonly curatorId: string;
}

export interface NotCollaborator {
  readonly kind: 'not-collaborator';
  readonly curatorId: string;
}

export interface TooManyCollaborators {
  readonly kind: 'too-many-collaborators';
  readonly reason: string;
}

export const collectionNotFound = ({ value }: CollectionId): CollectionNotFound => ({
  kind: 'collection-not-found',
  collectionId: value,
});
export const notCollectionAuthor = ({ value }: CollectionId): NotCollectionAuthor => ({
  kind: 'not-collection-author',
  collectionId: value,
});
export const collectionClosed = ({ value }: CollectionId): CollectionClosed => ({
  kind: 'collection-closed',
  collectionId: value,
});
export const notCardAdder = ({ value }: CardId): NotCardAdder => ({ kind: 'not-card-adder', cardId: value });
export const alreadyInCollection = ({ value }: CardId): AlreadyInCollection => ({
  kind: 'already-in-collection',
  cardId: value,
});
export const notInCollection = ({ value }: CardId): NotInCollection => ({ kind: 'not-in-collection', cardId: value });
export const cannotCollaborateWithOneself = ({ value }: CuratorId): CannotCollaborateWithOneself => ({
  kind: 'cannot-collaborate-with-oneself',
  curatorId: value,
});
export const alreadyCollaborator = ({ value }: CuratorId): AlreadyCollaborator => ({
  kind: 'already-collaborator',
  curatorId: value,
});
export const notCollaborator = ({ value }: CuratorId): NotCollaborator => ({
  kind: 'not-collaborator',
  curatorId: value,
});
export const tooManyCollaborators = (max: number): TooManyCollaborators => ({
  kind: 'too-many-collaborators',
  reason: `at most ${max}`,
});
