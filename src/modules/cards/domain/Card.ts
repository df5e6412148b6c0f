import { AggregateRoot } from '../../../shared/domain/AggregateRoot.ts';
import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import { err, ok, type Result } from '../../../shared/domain/Result.ts';
import type { CardContent, NoteContent, UrlContent } from './CardContent.ts';
import type { CardId } from './CardId.ts';
import type { CardText } from './CardText.ts';
import type { CardType } from './CardType.ts';
import type { CardUrl } from './CardUrl.ts';
import { CardAddedToLibraryEvent } from './events/CardAddedToLibraryEvent.ts';
import { CardCreatedEvent } from './events/CardCreatedEvent.ts';
import { CardRemovedFromLibraryEvent } from './events/CardRemovedFromLibraryEvent.ts';
import { CardUpdatedEvent } from './events/CardUpdatedEvent.ts';
import type { LibraryMembership } from './LibraryMembership.ts';
import { PageMetadata } from './PageMetadata.ts';
import type { AlreadyInLibrary, NotALink, NotANote, NotCardAuthor, NotInLibrary } from './refusals.ts';

export interface CardProps {
  readonly cardId: CardId;
  readonly authorId: CuratorId;
  readonly content: CardContent;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** Those that it was loaded with: of the curators whom the use case is about, not of everyone. */
  readonly libraryMemberships: readonly LibraryMembership[];
}

interface NewCard {
  readonly cardId: CardId;
  readonly authorId: CuratorId;
  readonly at: Date;
}

/** A link, a note or a highlight that curators keep in their libraries. */
export class Card extends AggregateRoot<CardProps> {
  #memberships: readonly LibraryMembership[];
  #content: CardContent;
  #updatedAt: Date;

  private constructor(props: CardProps, version?: number) {
    super(props, props.cardId.getValue(), version);
    this.#memberships = props.libraryMemberships;
    this.#content = props.content;
    this.#updatedAt = props.updatedAt;
  }

  /** A new card, in no library yet; a highlight is made by `highlight`. Raises CardCreatedEvent. */
  static create(begun: NewCard & { readonly content: UrlContent | NoteContent }): Card {
    return Card.#create(begun);
  }

  /** Words of the page that `parent` links to, as a new card, in no library yet. Raises CardCreatedEvent. Fails with not-a-link. */
  static highlight({
    parent,
    text,
    ...begun
  }: NewCard & { readonly parent: Card; readonly text: CardText }): Result<Card, NotALink> {
    if (parent.type !== 'URL') return err({ kind: 'not-a-link', cardId: parent.cardId.value });
    return ok(Card.#create({ ...begun, content: { type: 'HIGHLIGHT', text, parentCardId: parent.cardId } }));
  }

  static #create({ cardId, authorId, content, at }: NewCard & { readonly content: CardContent }): Card {
    const card = new Card({ cardId, authorId, content, createdAt: at, updatedAt: at, libraryMemberships: [] });
    card.addDomainEvent(new CardCreatedEvent(cardId, authorId, content.type, card.url?.value, at));
    return card;
  }

  /** A card as it was saved. */
  static restore(props: CardProps, version: number): Card {
    return new Card(props, version);
  }

  get cardId(): CardId {
    return this.props.cardId;
  }

  get authorId(): CuratorId {
    return this.props.authorId;
  }

  get content(): CardContent {
    return this.#content;
  }

  get type(): CardType {
    return this.#content.type;
  }

  get url(): CardUrl | undefined {
    return this.#content.type === 'URL' ? this.#content.url : undefined;
  }

  get title(): string | undefined {
    return this.#content.type === 'URL' ? this.#content.page?.title : undefined;
  }

  get createdAt(): Date {
    return this.props.createdAt;
  }

  get updatedAt(): Date {
    return this.#updatedAt;
  }

  get libraryMemberships(): readonly LibraryMembership[] {
    return this.#memberships;
  }

  /** As far as it was loaded: see CardRepository.findToRemove. */
  get isInNoLibrary(): boolean {
    return this.#memberships.length === 0;
  }

  isInLibraryOf(curatorId: CuratorId): boolean {
    return this.#memberships.some((membership) => membership.curatorId.equals(curatorId));
  }

  /** Raises CardAddedToLibraryEvent. Fails with already-in-library. */
  addToLibrary(curatorId: CuratorId, at: Date = new Date()): Result<void, AlreadyInLibrary> {
    if (this.isInLibraryOf(curatorId)) {
      return err({ kind: 'already-in-library', cardId: this.cardId.value, curatorId: curatorId.value });
    }
    this.#memberships = [...this.#memberships, { curatorId, addedAt: at }];
    this.addDomainEvent(
      new CardAddedToLibraryEvent(this.cardId, curatorId, this.type, this.url?.value, this.title, at),
    );
    return ok(undefined);
  }

  /** Raises CardRemovedFromLibraryEvent. Fails with not-in-library. */
  removeFromLibrary(curatorId: CuratorId, at: Date = new Date()): Result<void, NotInLibrary> {
    if (!this.isInLibraryOf(curatorId)) {
      return err({ kind: 'not-in-library', cardId: this.cardId.value, curatorId: curatorId.value });
    }
    this.#memberships = this.#memberships.filter((membership) => !membership.curatorId.equals(curatorId));
    this.addDomainEvent(new CardRemovedFromLibraryEvent(this.cardId, curatorId, at));
    return ok(undefined);
  }

  /**
   * Says of a link what its page says of itself; what the page does not say stays as it was. Raises CardUpdatedEvent if anything is
   * different then. Fails with not-a-link.
   */
  describe(page: PageMetadata, at: Date = new Date()): Result<void, NotALink> {
    if (this.#content.type !== 'URL') return err({ kind: 'not-a-link', cardId: this.cardId.value });
    const before = this.#content.page ?? PageMetadata.nothing;
    const now = before.updatedBy(page);
    if (now.equals(before)) return ok(undefined);
    this.#content = { ...this.#content, page: now };
    this.#updatedAt = at;
    this.addDomainEvent(new CardUpdatedEvent(this.cardId, now, at));
    return ok(undefined);
  }

  /**
   * Has a note say something else. Raises CardUpdatedEvent if it is something else. Fails with not-card-author, not-a-note: a highlight says what its
   * page says.
   */
  rewrite(by: CuratorId, text: CardText, at: Date = new Date()): Result<void, NotCardAuthor | NotANote> {
    const cardId = this.cardId.value;
    if (!this.authorId.equals(by)) return err({ kind: 'not-card-author', cardId });
    if (this.#content.type !== 'NOTE') return err({ kind: 'not-a-note', cardId });
    if (this.#content.text.equals(text)) return ok(undefined);
    this.#content = { ...this.#content, text };
    this.#updatedAt = at;
    this.addDomainEvent(new CardUpdatedEvent(this.cardId, PageMetadata.nothing, at));
    return ok(undefined);
  }
}
