import { AggregateRoot } from '../../../shared/domain/AggregateRoot.ts';
import type { CuratorId } from '../../../shared/domain/CuratorId.ts';
import { err, ok, type Result } from '../../../shared/domain/Result.ts';
import type { CardId } from './CardId.ts';
import type { CardType } from './CardType.ts';
import type { CardUrl } from './CardUrl.ts';
import { CardAddedToLibraryEvent } from './events/CardAddedToLibraryEvent.ts';
import { CardCreatedEvent } from './events/CardCreatedEvent.ts';
import { CardRemovedFromLibraryEvent } from './events/CardRemovedFromLibraryEvent.ts';
import type { LibraryMembership } from './LibraryMembership.ts';
import type { NoteText } from './NoteText.ts';

/** What a card holds, by its type. */
export type CardContent =
  | { readonly type: 'URL'; readonly url: CardUrl; readonly title?: string | undefined }
  | { readonly type: 'NOTE'; readonly text: NoteText; readonly parentCardId?: CardId | undefined };

export interface CardProps {
  readonly cardId: CardId;
  readonly authorId: CuratorId;
  readonly content: CardContent;
  readonly createdAt: Date;
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

/** A link or a note that curators keep in their libraries. */
export class Card extends AggregateRoot<CardProps> {
  #memberships: readonly LibraryMembership[];

  private constructor(props: CardProps, version?: number) {
    super(props, props.cardId.getValue(), version);
    this.#memberships = props.libraryMemberships;
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
    const card = new Card({ cardId, authorId, content, createdAt: at, libraryMemberships: [] });
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
    return this.props.content;
  }

  get type(): CardType {
    return this.props.content.type;
  }

  get url(): CardUrl | undefined {
    return this.props.content.type === 'URL' ? this.props.content.url : undefined;
  }

  get title(): string | undefined {
    return this.props.content.type === 'URL' ? this.props.content.title : undefined;
  }

  get createdAt(): Date {
    return this.props.createdAt;
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
}
