import type { UseCases } from '../graphql/useCases.ts';
import { AddCardToLibrary } from '../modules/cards/application/AddCardToLibrary.ts';
import { AddHighlight } from '../modules/cards/application/AddHighlight.ts';
import { AddNote } from '../modules/cards/application/AddNote.ts';
import { AddUrlToLibrary } from '../modules/cards/application/AddUrlToLibrary.ts';
import { RemoveCardFromLibrary } from '../modules/cards/application/RemoveCardFromLibrary.ts';
import { UpdateNote } from '../modules/cards/application/UpdateNote.ts';
import { PrismaCardRepository } from '../modules/cards/infrastructure/PrismaCardRepository.ts';
import { AddCardToCollection } from '../modules/collections/application/AddCardToCollection.ts';
import { AddCollaborator } from '../modules/collections/application/AddCollaborator.ts';
import { AddSavedCardToCollections } from '../modules/collections/application/AddSavedCardToCollections.ts';
import { CreateCollection } from '../modules/collections/application/CreateCollection.ts';
import { DeleteCollection } from '../modules/collections/application/DeleteCollection.ts';
import { RemoveCardFromCollection } from '../modules/collections/application/RemoveCardFromCollection.ts';
import { RemoveCollaborator } from '../modules/collections/application/RemoveCollaborator.ts';
import { TakeOutDeletedCard } from '../modules/collections/application/TakeOutDeletedCard.ts';
import { UpdateCollection } from '../modules/collections/application/UpdateCollection.ts';
import { PrismaCollectionRepository } from '../modules/collections/infrastructure/PrismaCollectionRepository.ts';
import { PrismaKnownCards } from '../modules/collections/infrastructure/PrismaKnownCards.ts';
import { PrismaKnownCurators } from '../modules/collections/infrastructure/PrismaKnownCurators.ts';
import { BlockCurator } from '../modules/curators/application/BlockCurator.ts';
import { EnsureCurator } from '../modules/curators/application/EnsureCurator.ts';
import { FollowTarget } from '../modules/curators/application/FollowTarget.ts';
import { MuteTarget } from '../modules/curators/application/MuteTarget.ts';
import { UnblockCurator } from '../modules/curators/application/UnblockCurator.ts';
import { UnfollowTarget } from '../modules/curators/application/UnfollowTarget.ts';
import { UnmuteTarget } from '../modules/curators/application/UnmuteTarget.ts';
import { UpdateProfile } from '../modules/curators/application/UpdateProfile.ts';
import { PrismaBlockRepository } from '../modules/curators/infrastructure/PrismaBlockRepository.ts';
import { PrismaCuratorRepository } from '../modules/curators/infrastructure/PrismaCuratorRepository.ts';
import { PrismaFollowRepository } from '../modules/curators/infrastructure/PrismaFollowRepository.ts';
import { PrismaMuteRepository } from '../modules/curators/infrastructure/PrismaMuteRepository.ts';
import { PrismaTargets } from '../modules/curators/infrastructure/PrismaTargets.ts';
import { MarkAllNotificationsRead } from '../modules/notifications/application/MarkAllNotificationsRead.ts';
import { MarkNotifications } from '../modules/notifications/application/MarkNotifications.ts';
import { SetNotificationPreference } from '../modules/notifications/application/SetNotificationPreference.ts';
import { PrismaNotificationPreferences } from '../modules/notifications/infrastructure/PrismaNotificationPreferences.ts';
import { PrismaNotificationStore } from '../modules/notifications/infrastructure/PrismaNotificationStore.ts';
import type { Clock } from '../shared/application/Clock.ts';
import type { IdGenerator } from '../shared/application/IdGenerator.ts';
import type { UnitOfWork } from '../shared/application/UnitOfWork.ts';
import type { Database } from '../shared/infrastructure/database/Database.ts';

export interface UseCaseParts {
  readonly database: Database;
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly ids: IdGenerator;
  /** Called after each commit that changed notifications. */
  readonly notificationsChanged: () => void;
}

export function createUseCases({ database, unitOfWork, clock, ids, notificationsChanged }: UseCaseParts): UseCases {
  const cards = new PrismaCardRepository(database);
  const curators = new PrismaCuratorRepository(database);
  const collections = new PrismaCollectionRepository(database);
  const knownCards = new PrismaKnownCards(database);
  const knownCurators = new PrismaKnownCurators(database);
  const follows = new PrismaFollowRepository(database);
  const targets = new PrismaTargets(database);
  const mutes = new PrismaMuteRepository(database);
  const blocks = new PrismaBlockRepository(database);
  const notifications = new PrismaNotificationStore(database, notificationsChanged);
  return {
    addUrlToLibrary: new AddUrlToLibrary(
      cards,
      unitOfWork,
      clock,
      ids,
      new AddSavedCardToCollections(collections, blocks),
    ),
    addCardToLibrary: new AddCardToLibrary(cards, unitOfWork, clock),
    removeCardFromLibrary: new RemoveCardFromLibrary(cards, unitOfWork, clock, new TakeOutDeletedCard(collections)),
    addNote: new AddNote(cards, unitOfWork, clock, ids),
    updateNote: new UpdateNote(cards, unitOfWork, clock),
    addHighlight: new AddHighlight(cards, unitOfWork, clock, ids),
    createCollection: new CreateCollection(collections, unitOfWork, clock, ids),
    updateCollection: new UpdateCollection(collections, unitOfWork, clock),
    deleteCollection: new DeleteCollection(collections, unitOfWork, clock),
    addCardToCollection: new AddCardToCollection(collections, knownCards, blocks, unitOfWork, clock),
    removeCardFromCollection: new RemoveCardFromCollection(collections, unitOfWork, clock),
    addCollaborator: new AddCollaborator(collections, knownCurators, blocks, unitOfWork, clock),
    removeCollaborator: new RemoveCollaborator(collections, unitOfWork, clock),
    follow: new FollowTarget(follows, targets, blocks, unitOfWork, clock, ids),
    unfollow: new UnfollowTarget(follows, targets, unitOfWork, clock),
    mute: new MuteTarget(mutes, targets, unitOfWork, clock, ids),
    unmute: new UnmuteTarget(mutes, targets, unitOfWork, clock),
    block: new BlockCurator(blocks, curators, follows, unitOfWork, clock, ids),
    unblock: new UnblockCurator(blocks, curators, unitOfWork, clock),
    updateProfile: new UpdateProfile(curators, unitOfWork),
    markNotificationsRead: new MarkNotifications(notifications, 'markRead', unitOfWork, clock),
    markNotificationsSeen: new MarkNotifications(notifications, 'markSeen', unitOfWork, clock),
    markAllNotificationsRead: new MarkAllNotificationsRead(notifications, unitOfWork, clock),
    setNotificationPreference: new SetNotificationPreference(new PrismaNotificationPreferences(database), unitOfWork),
    ensureCurator: new EnsureCurator(curators, clock),
  };
}
