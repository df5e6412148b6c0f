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

export interface NotANote {
  readonly kind: 'not-a-note';
  readonly cardId: string;
}

/** Only who wrote the card may do this. */
export interface NotCardAuthor {
  readonly kind: 'not-card-author';
  readonly cardId: string;
}
