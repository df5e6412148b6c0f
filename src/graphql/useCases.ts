import type { CardId } from '../modules/cards/index.ts';
import type { CollectionId } from '../modules/collections/index.ts';
import type { Target } from '../modules/curators/index.ts';
import type { ReadUpTo } from '../modules/notifications/application/NotificationStore.ts';
import type { CuratorId } from '../shared/domain/CuratorId.ts';
import type { Result } from '../shared/domain/Result.ts';
import type { Refusal, RefusalKind } from './refusals.ts';

/** A use case as its mutation sees it: what goes in, what comes out, and for which reasons it may refuse. */
interface UseCase<Input, Value, Kind extends RefusalKind = never> {
  execute(input: Input): Promise<Result<Value, Refusal<Kind>>>;
}

interface SavedCard {
  readonly cardId: CardId;
}

interface CardOfCurator {
  readonly curatorId: CuratorId;
  readonly cardId: CardId;
}

interface ChangedCollection {
  readonly collectionId: CollectionId;
}

interface CollectionOfCurator {
  readonly curatorId: CuratorId;
  readonly collectionId: CollectionId;
}

interface CardOfCollection {
  readonly collectionId: CollectionId;
  readonly cardId: CardId;
}

interface CollaboratorOfCollection {
  readonly collectionId: CollectionId;
  readonly curatorId: CuratorId;
}

type CollectionAccess = 'OPEN' | 'CLOSED';
type CollectionVisibility = 'PUBLIC' | 'UNLISTED' | 'PRIVATE';

interface Following {
  readonly followerId: CuratorId;
  readonly target: Target;
}

interface Muting {
  readonly curatorId: CuratorId;
  readonly target: Target;
}

interface Blocking {
  readonly blockerId: CuratorId;
  readonly curatorId: CuratorId;
}

interface OfTarget {
  readonly target: Target;
}

interface UnreadCounts {
  readonly unreadCount: number;
  readonly unseenCount: number;
}

type NotificationKind =
  | 'FOLLOWED_YOU'
  | 'FOLLOWED_YOUR_COLLECTION'
  | 'COLLABORATOR_ADDED'
  | 'YOUR_CARD_COLLECTED'
  | 'CARD_ADDED_TO_YOUR_COLLECTION'
  | 'CARD_SAVED'
  | 'FOLLOWED_COLLECTION_ADDED'
  | 'FOLLOWED_CURATOR_ADDED';

interface NotificationPreference {
  readonly kind: NotificationKind;
  readonly isOn: boolean;
}

/** Absent: unchanged. Null: removed. */
interface ProfileChange {
  readonly curatorId: CuratorId;
  readonly handle?: string | null | undefined;
  readonly displayName?: string | null | undefined;
  readonly description?: string | null | undefined;
  readonly avatarUrl?: string | null | undefined;
}

/** Everything the API can change: writes go through these alone. */
export interface UseCases {
  readonly addUrlToLibrary: UseCase<
    {
      readonly curatorId: CuratorId;
      readonly url: string;
      readonly note: string | undefined;
      readonly collectionIds?: readonly CollectionId[];
      readonly viaCardId?: CardId | undefined;
    },
    SavedCard,
    'invalid-url' | 'invalid-text' | 'card-not-found' | 'collection-not-found' | 'collection-closed' | 'blocked'
  >;
  readonly addCardToLibrary: UseCase<CardOfCurator, SavedCard, 'card-not-found' | 'already-in-library'>;
  readonly removeCardFromLibrary: UseCase<CardOfCurator, SavedCard, 'card-not-found' | 'not-in-library'>;
  readonly addNote: UseCase<
    { readonly curatorId: CuratorId; readonly text: string; readonly parentCardId: CardId | undefined },
    SavedCard,
    'invalid-text' | 'card-not-found'
  >;
  readonly updateNote: UseCase<
    CardOfCurator & { readonly text: string },
    SavedCard,
    'invalid-text' | 'card-not-found' | 'not-card-author' | 'not-a-note'
  >;
  readonly addHighlight: UseCase<
    { readonly curatorId: CuratorId; readonly quote: string; readonly parentCardId: CardId },
    SavedCard,
    'invalid-text' | 'card-not-found' | 'not-a-link'
  >;
  readonly createCollection: UseCase<
    {
      readonly curatorId: CuratorId;
      readonly name: string;
      readonly description: string | undefined;
      readonly access: CollectionAccess | undefined;
      readonly visibility: CollectionVisibility | undefined;
    },
    ChangedCollection,
    'invalid-collection'
  >;
  /** Undefined: unchanged. Null: removed. */
  readonly updateCollection: UseCase<
    {
      readonly curatorId: CuratorId;
      readonly collectionId: CollectionId;
      readonly name: string | undefined;
      readonly description: string | null | undefined;
      readonly access: CollectionAccess | undefined;
      readonly visibility: CollectionVisibility | undefined;
    },
    ChangedCollection,
    'invalid-collection' | 'collection-not-found' | 'not-collection-author'
  >;
  readonly deleteCollection: UseCase<
    CollectionOfCurator,
    ChangedCollection,
    'collection-not-found' | 'not-collection-author'
  >;
  readonly addCardToCollection: UseCase<
    CollectionOfCurator & CardOfCollection,
    CardOfCollection,
    'collection-not-found' | 'card-not-found' | 'collection-closed' | 'already-in-collection' | 'blocked'
  >;
  readonly removeCardFromCollection: UseCase<
    CollectionOfCurator & CardOfCollection,
    CardOfCollection,
    'collection-not-found' | 'not-in-collection' | 'collection-closed' | 'not-card-adder'
  >;
  readonly addCollaborator: UseCase<
    CollectionOfCurator & { readonly collaboratorId: CuratorId },
    CollaboratorOfCollection,
    | 'collection-not-found'
    | 'not-collection-author'
    | 'curator-not-found'
    | 'cannot-collaborate-with-oneself'
    | 'already-collaborator'
    | 'too-many-collaborators'
    | 'blocked'
  >;
  readonly removeCollaborator: UseCase<
    CollectionOfCurator & { readonly collaboratorId: CuratorId },
    CollaboratorOfCollection,
    'collection-not-found' | 'not-collection-author' | 'not-collaborator'
  >;
  readonly follow: UseCase<
    Following,
    OfTarget,
    'curator-not-found' | 'collection-not-found' | 'cannot-follow-oneself' | 'blocked'
  >;
  readonly unfollow: UseCase<Following, OfTarget, 'curator-not-found' | 'collection-not-found'>;
  readonly mute: UseCase<Muting, OfTarget, 'curator-not-found' | 'collection-not-found' | 'cannot-mute-oneself'>;
  readonly unmute: UseCase<Muting, OfTarget, 'curator-not-found' | 'collection-not-found'>;
  readonly block: UseCase<Blocking, { readonly curatorId: CuratorId }, 'curator-not-found' | 'cannot-block-oneself'>;
  readonly unblock: UseCase<Blocking, { readonly curatorId: CuratorId }, 'curator-not-found'>;
  readonly updateProfile: UseCase<
    ProfileChange,
    { readonly curatorId: CuratorId },
    'handle-taken' | 'invalid-profile' | 'curator-not-found'
  >;
  readonly markNotificationsRead: UseCase<
    { readonly recipientId: CuratorId; readonly notificationIds: string[] },
    UnreadCounts,
    'notification-not-found'
  >;
  readonly markNotificationsSeen: UseCase<
    { readonly recipientId: CuratorId; readonly notificationIds: string[] },
    UnreadCounts,
    'notification-not-found'
  >;
  readonly markAllNotificationsRead: UseCase<
    { readonly recipientId: CuratorId; readonly upTo: ReadUpTo | undefined },
    UnreadCounts
  >;
  readonly setNotificationPreference: UseCase<
    NotificationPreference & { readonly curatorId: CuratorId },
    NotificationPreference,
    'curator-not-found'
  >;
  /** Makes the curator on first sight of a valid token. */
  readonly ensureCurator: { execute(curatorId: CuratorId): Promise<void> };
}
