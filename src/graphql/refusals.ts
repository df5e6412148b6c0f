import type { Result } from '../shared/domain/Result.ts';

/** A refusal on its way to a mutation's result union. */
export abstract class RefusalError extends Error {
  abstract readonly code: string;
  /** From the field's arguments to the input field at fault. */
  readonly path: readonly string[] | null;

  constructor(message: string, path: readonly string[] | null) {
    super(message);
    this.path = path;
  }
}

interface RefusalType {
  /** The GraphQL type. */
  readonly name: string;
  readonly message: string;
  readonly errorClass: new (message: string, path: readonly string[] | null) => RefusalError;
}

const refusalType = (name: string, code: string, message: string): RefusalType => ({
  name,
  message,
  errorClass: class extends RefusalError {
    override readonly name = name;
    readonly code = code;
  },
});

/** What each expected refusal is called in the API: the one place where they are translated. */
export const refusalTypes = {
  'invalid-url': refusalType('InvalidUrlError', 'INVALID_URL', 'The URL cannot be saved'),
  'invalid-text': refusalType('InvalidTextError', 'INVALID_TEXT', 'The text cannot be saved'),
  'card-not-found': refusalType('CardNotFoundError', 'CARD_NOT_FOUND', 'There is no such card'),
  'already-in-library': refusalType(
    'AlreadyInLibraryError',
    'ALREADY_IN_LIBRARY',
    'The card is in your library already',
  ),
  'not-in-library': refusalType('NotInLibraryError', 'NOT_IN_LIBRARY', 'The card is not in your library'),
  'curator-not-found': refusalType('CuratorNotFoundError', 'CURATOR_NOT_FOUND', 'There is no such curator'),
  'cannot-follow-oneself': refusalType(
    'CannotFollowOneselfError',
    'CANNOT_FOLLOW_ONESELF',
    'You cannot follow yourself',
  ),
  'cannot-mute-oneself': refusalType('CannotMuteOneselfError', 'CANNOT_MUTE_ONESELF', 'You cannot mute yourself'),
  'cannot-block-oneself': refusalType('CannotBlockOneselfError', 'CANNOT_BLOCK_ONESELF', 'You cannot block yourself'),
  blocked: refusalType('BlockedError', 'BLOCKED', 'You block the curator, or the curator blocks you'),
  'handle-taken': refusalType('HandleTakenError', 'HANDLE_TAKEN', 'The handle belongs to another curator'),
  'invalid-profile': refusalType('InvalidProfileError', 'INVALID_PROFILE', 'The profile cannot be saved'),
  'collection-not-found': refusalType('CollectionNotFoundError', 'COLLECTION_NOT_FOUND', 'There is no such collection'),
  'invalid-collection': refusalType('InvalidCollectionError', 'INVALID_COLLECTION', 'The collection cannot be saved'),
  'not-collection-author': refusalType(
    'NotCollectionAuthorError',
    'NOT_COLLECTION_AUTHOR',
    'Only the author of the collection may do this',
  ),
  'collection-closed': refusalType(
    'CollectionClosedError',
    'COLLECTION_CLOSED',
    'Only the author and the collaborators of the collection may do this',
  ),
  'not-card-adder': refusalType(
    'NotCardAdderError',
    'NOT_CARD_ADDER',
    'Only who added the card, and the author of the collection, may remove it',
  ),
  'already-in-collection': refusalType(
    'AlreadyInCollectionError',
    'ALREADY_IN_COLLECTION',
    'The card is in the collection already',
  ),
  'not-in-collection': refusalType('NotInCollectionError', 'NOT_IN_COLLECTION', 'The card is not in the collection'),
  'cannot-collaborate-with-oneself': refusalType(
    'CannotCollaborateWithOneselfError',
    'CANNOT_COLLABORATE_WITH_ONESELF',
    'You cannot be a collaborator of your own collection',
  ),
  'already-collaborator': refusalType(
    'AlreadyCollaboratorError',
    'ALREADY_COLLABORATOR',
    'The curator is a collaborator already',
  ),
  'not-collaborator': refusalType('NotCollaboratorError', 'NOT_COLLABORATOR', 'The curator is not a collaborator'),
  'too-many-collaborators': refusalType(
    'TooManyCollaboratorsError',
    'TOO_MANY_COLLABORATORS',
    'The collection has as many collaborators as it may have',
  ),
  'invalid-cursor': refusalType('InvalidCursorError', 'INVALID_CURSOR', 'This is not a cursor of your notifications'),
  'notification-not-found': refusalType(
    'NotificationNotFoundError',
    'NOTIFICATION_NOT_FOUND',
    'You have no such notification',
  ),
};

export type RefusalKind = keyof typeof refusalTypes;

/** A refusal as use cases return it. */
export interface Refusal<Kind extends RefusalKind = RefusalKind> {
  readonly kind: Kind;
  /** The input field at fault, where only the use case knows it. */
  readonly field?: string;
  readonly reason?: string;
}

const isRefusalKind = (kind: string): kind is RefusalKind => kind in refusalTypes;

/** The refusals that one mutation expects, and the input field that is at fault for each (null: none in particular). */
export class Refusals<Kind extends RefusalKind> {
  readonly #fields: Readonly<Record<Kind, string | null>>;

  constructor(fields: Readonly<Record<Kind, string | null>>) {
    this.#fields = fields;
  }

  /** The classes that Pothos' errors plugin makes the members of the result union of. */
  get errorTypes(): RefusalType['errorClass'][] {
    return Object.keys(this.#fields)
      .filter(isRefusalKind)
      .map((kind) => refusalTypes[kind].errorClass);
  }

  /** The result's value. Throws a refusal as the member of the result union that stands for it. */
  unwrap<T>(result: Result<T, Refusal<Kind>>): T {
    if (result.ok) return result.value;
    const { kind, field = this.#fields[kind], reason } = result.error;
    const { errorClass: RefusalClass, message } = refusalTypes[kind];
    throw new RefusalClass(reason ? `${message}: ${reason}` : message, field === null ? null : ['input', field]);
  }
}
