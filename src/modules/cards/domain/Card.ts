import { AggregateRoot } from '../../../shared/domain/AggregateRoot.ts';
import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import { err, ok, type Result } from '../../../shared/domain/Result.ts';
import type { CardId } from './CardId.ts';
import type { CardType } from './CardType.ts';
import type { CardUrl } from './CardUrl.ts';
import { CardAddedToLibraryEvent } from './events/CardAddedToLibraryEvent.ts';
import { CardCreatedEvent } from './events/CardCreatedEvent.ts';
import { CardRemovedFromLibraryEvent } from './events/CardRemovedFromLibraryEvent.ts';
import { CardUpdatedEvent } from './events/CardUpdatedEvent.ts';
import type { LibraryMembership } from './LibraryMembership.ts';
import type { NoteText } from './NoteText.ts';
import { PageMetadata } from './PageMetadata.ts';

/** What a card holds, by its type. */
export type CardContent =
  | { readonly type: 'URL'; readonly url: CardUrl; readonly page?: PageMetadata | undefined }
  | { readonly type: 'NOTE'; readonly text: NoteText; readonly parentCardId?: CardId | undefined };

export interface CardProps {
  readonly cardId: CardId;
  readonly authorId: CuratorId;
  readonly content: CardContent;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** Those that it was loaded with: of the curators whom the use case acts for, not of everyone. */
  readonly libraryMemberships: readonly LibraryMembership[];
}

export interface AlreadyInLibrary {
  readonly kind: 'already-in-library';
  readonly cardId: string;
  readonly curatorId: string;
}

export interface NotInLibrary {
  readonly kind: 'not-in-library';
  readonly cardId: string;
  readonly curatorId: string;
}

export interface NotALink {
  readonly kind: 'not-a-link';
  readonly cardId: string;
}

/** A link or a note that curators keep in their libraries. */
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

  /** A new card, in no library yet. Raises CardCreatedEvent. */
  static create({
    cardId,
    authorId,
    content,
    at,
  }: {
    cardId: CardId;
    authorId: CuratorId;
    content: CardContent;
    at: Date;
  }): Card {
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
}
