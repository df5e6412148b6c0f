import { AggregateRoot } from '../../../shared/domain/AggregateRoot.ts';
import type { CardId } from '../../../shared/domain/CardId.ts';
import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import { err, ok, type Result } from '../../../shared/domain/Result.ts';
import type { CollectionAudience } from './CollectionAudience.ts';
import type { CollectionCard } from './CollectionCard.ts';
import { areSameDetails, type CollectionChange, type CollectionDetails, changeDetails } from './CollectionDetails.ts';
import type { CollectionId } from './CollectionId.ts';
import { CardAddedToCollectionEvent } from './events/CardAddedToCollectionEvent.ts';
import { CardRemovedFromCollectionEvent } from './events/CardRemovedFromCollectionEvent.ts';
import { CollaboratorAddedEvent } from './events/CollaboratorAddedEvent.ts';
import { CollaboratorRemovedEvent } from './events/CollaboratorRemovedEvent.ts';
import { CollectionCreatedEvent } from './events/CollectionCreatedEvent.ts';
import { CollectionDeletedEvent } from './events/CollectionDeletedEvent.ts';
import { CollectionUpdatedEvent } from './events/CollectionUpdatedEvent.ts';
import * as refusals from './refusals.ts';

/** Each event about a PRIVATE collection, and each change of a feed that comes of it, names all who see it. */
export const maxCollaborators = 50;

export interface CollectionProps {
  readonly collectionId: CollectionId;
  readonly authorId: CuratorId;
  readonly details: CollectionDetails;
  readonly collaborators: readonly CuratorId[];
  /** Those that it was loaded with: of the card that the use case is about, not all. */
  readonly cards: readonly CollectionCard[];
  readonly createdAt: Date;
  /** When anything but its cards last changed. */
  readonly updatedAt: Date;
}

/**
 * Cards that belong together, under a name. OPEN: whoever sees it adds, and who added a card, or the author, removes it. CLOSED: its author and
 * collaborators do both. Whoever may not see it is told that there is none.
 */
export class Collection extends AggregateRoot<CollectionProps> {
  #details: CollectionDetails;
  #collaborators: readonly CuratorId[];
  #cards: readonly CollectionCard[];
  #updatedAt: Date;
  #isDeleted = false;

  private constructor(props: CollectionProps, version?: number) {
    super(props, props.collectionId.getValue(), version);
    this.#details = props.details;
    this.#collaborators = props.collaborators;
    this.#cards = props.cards;
    this.#updatedAt = props.updatedAt;
  }

  /** A new one, without cards and collaborators. Raises CollectionCreatedEvent. */
  static create({
    at,
    ...begun
  }: Pick<CollectionProps, 'collectionId' | 'authorId' | 'details'> & { readonly at: Date }): Collection {
    const collection = new Collection({ ...begun, collaborators: [], cards: [], createdAt: at, updatedAt: at });
    const { collectionId, authorId, details } = begun;
    collection.addDomainEvent(new CollectionCreatedEvent(collectionId, authorId, details, at));
    return collection;
  }

  /** A collection as it was saved. */
  static restore(props: CollectionProps, version: number): Collection {
    return new Collection(props, version);
  }

  get collectionId(): CollectionId {
    return this.props.collectionId;
  }

  get authorId(): CuratorId {
    return this.props.authorId;
  }

  get details(): CollectionDetails {
    return this.#details;
  }

  get collaborators(): readonly CuratorId[] {
    return this.#collaborators;
  }

  get cards(): readonly CollectionCard[] {
    return this.#cards;
  }

  get createdAt(): Date {
    return this.props.createdAt;
  }

  get updatedAt(): Date {
    return this.#updatedAt;
  }

  get isDeleted(): boolean {
    return this.#isDeleted;
  }

  get audience(): CollectionAudience {
    const { visibility } = this.#details;
    return { visibility, members: visibility === 'PRIVATE' ? [this.authorId, ...this.#collaborators] : [] };
  }

  /** Raises CollectionUpdatedEvent if anything is to change. Fails with collection-not-found, not-collection-author. */
  update(
    by: CuratorId,
    change: CollectionChange,
    at: Date,
  ): Result<void, refusals.CollectionNotFound | refusals.NotCollectionAuthor> {
    const allowed = this.#expectAuthor(by);
    if (!allowed.ok) return allowed;
    const changed = changeDetails(this.#details, change);
    if (areSameDetails(this.#details, changed)) return ok(undefined);
    this.#details = changed;
    this.#updatedAt = at;
    this.addDomainEvent(new CollectionUpdatedEvent(this.collectionId, this.authorId, changed, this.audience, at));
    return ok(undefined);
  }

  /** Raises CollectionDeletedEvent. Fails with collection-not-found, not-collection-author. */
  delete(by: CuratorId, at: Date): Result<void, refusals.CollectionNotFound | refusals.NotCollectionAuthor> {
    const allowed = this.#expectAuthor(by);
    if (!allowed.ok) return allowed;
    this.#isDeleted = true;
    this.addDomainEvent(new CollectionDeletedEvent(this.collectionId, this.authorId, at));
    return ok(undefined);
  }

  /** Raises CardAddedToCollectionEvent. Fails with collection-not-found, collection-closed, already-in-collection. */
  addCard(
    by: CuratorId,
    cardId: CardId,
    at: Date,
  ): Result<void, refusals.CollectionNotFound | refusals.CollectionClosed | refusals.AlreadyInCollection> {
    if (!this.#isSeenBy(by)) return err(refusals.collectionNotFound(this.collectionId));
    if (this.#details.access === 'CLOSED' && !this.#isMember(by))
      return err(refusals.collectionClosed(this.collectionId));
    if (this.#cardWith(cardId)) return err(refusals.alreadyInCollection(cardId));
    this.#cards = [...this.#cards, { cardId, addedBy: by, addedAt: at }];
    this.addDomainEvent(new CardAddedToCollectionEvent(this.collectionId, cardId, by, this.audience, at));
    return ok(undefined);
  }

  /** Raises CardRemovedFromCollectionEvent. Fails with collection-not-found, not-in-collection, collection-closed, not-card-adder. */
  removeCard(
    by: CuratorId,
    cardId: CardId,
    at: Date,
  ): Result<
    void,
    refusals.CollectionNotFound | refusals.NotInCollection | refusals.CollectionClosed | refusals.NotCardAdder
  > {
    if (!this.#isSeenBy(by)) return err(refusals.collectionNotFound(this.collectionId));
    const removed = this.#cardWith(cardId);
    if (!removed) return err(refusals.notInCollection(cardId));
    if (this.#details.access === 'CLOSED' && !this.#isMember(by))
      return err(refusals.collectionClosed(this.collectionId));
    const isTheirs = removed.addedBy.equals(by) || this.authorId.equals(by);
    if (this.#details.access === 'OPEN' && !isTheirs) return err(refusals.notCardAdder(cardId));
    this.#takeOut(removed, at);
    return ok(undefined);
  }

  /** The card is gone, by nobody's will here. Raises CardRemovedFromCollectionEvent if it was in it. */
  dropCard(cardId: CardId, at: Date): void {
    const dropped = this.#cardWith(cardId);
    if (dropped) this.#takeOut(dropped, at);
  }

  /**
   * Raises CollaboratorAddedEvent. Fails with collection-not-found, not-collection-author, cannot-collaborate-with-oneself,
   * already-collaborator, too-many-collaborators.
   */
  addCollaborator(
    by: CuratorId,
    curatorId: CuratorId,
    at: Date,
  ): Result<
    void,
    | refusals.CollectionNotFound
    | refusals.NotCollectionAuthor
    | refusals.CannotCollaborateWithOneself
    | refusals.AlreadyCollaborator
    | refusals.TooManyCollaborators
  > {
    const allowed = this.#expectAuthor(by);
    if (!allowed.ok) return allowed;
    if (this.authorId.equals(curatorId)) return err(refusals.cannotCollaborateWithOneself(curatorId));
    if (this.#isMember(curatorId)) return err(refusals.alreadyCollaborator(curatorId));
    if (this.#collaborators.length >= maxCollaborators) return err(refusals.tooManyCollaborators(maxCollaborators));
    this.#collaborators = [...this.#collaborators, curatorId];
    this.#updatedAt = at;
    this.addDomainEvent(new CollaboratorAddedEvent(this.collectionId, curatorId, this.audience, at));
    return ok(undefined);
  }

  /**
   * By the author, or by the collaborator, who leaves. Raises CollaboratorRemovedEvent. Fails with collection-not-found, not-collection-author,
   * not-collaborator.
   */
  removeCollaborator(
    by: CuratorId,
    curatorId: CuratorId,
    at: Date,
  ): Result<void, refusals.CollectionNotFound | refusals.NotCollectionAuthor | refusals.NotCollaborator> {
    if (!this.#isSeenBy(by)) return err(refusals.collectionNotFound(this.collectionId));
    if (!by.equals(curatorId) && !this.authorId.equals(by)) return err(refusals.notCollectionAuthor(this.collectionId));
    if (!this.#collaborators.some((collaborator) => collaborator.equals(curatorId)))
      return err(refusals.notCollaborator(curatorId));
    this.#collaborators = this.#collaborators.filter((collaborator) => !collaborator.equals(curatorId));
    this.#updatedAt = at;
    this.addDomainEvent(new CollaboratorRemovedEvent(this.collectionId, curatorId, this.audience, at));
    return ok(undefined);
  }

  #expectAuthor(by: CuratorId): Result<void, refusals.CollectionNotFound | refusals.NotCollectionAuthor> {
    if (this.authorId.equals(by)) return ok(undefined);
    return err(
      this.#isSeenBy(by)
        ? refusals.notCollectionAuthor(this.collectionId)
        : refusals.collectionNotFound(this.collectionId),
    );
  }

  #takeOut(card: CollectionCard, at: Date): void {
    this.#cards = this.#cards.filter((other) => other !== card);
    this.addDomainEvent(new CardRemovedFromCollectionEvent(this.collectionId, card.cardId, card.addedBy, at));
  }

  #cardWith(cardId: CardId): CollectionCard | undefined {
    return this.#cards.find((card) => card.cardId.equals(cardId));
  }

  #isSeenBy(curatorId: CuratorId): boolean {
    return this.#details.visibility !== 'PRIVATE' || this.#isMember(curatorId);
  }

  #isMember(curatorId: CuratorId): boolean {
    return this.authorId.equals(curatorId) || this.#collaborators.some((each) => each.equals(curatorId));
  }
}
