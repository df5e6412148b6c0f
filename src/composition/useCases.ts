import type { UseCases } from '../graphql/useCases.ts';
import { AddCardToLibrary } from '../modules/cards/application/AddCardToLibrary.ts';
import { AddNote } from '../modules/cards/application/AddNote.ts';
import { AddUrlToLibrary } from '../modules/cards/application/AddUrlToLibrary.ts';
import { RemoveCardFromLibrary } from '../modules/cards/application/RemoveCardFromLibrary.ts';
import { PrismaCardRepository } from '../modules/cards/infrastructure/PrismaCardRepository.ts';
import { EnsureCurator } from '../modules/curators/application/EnsureCurator.ts';
import { FollowCurator } from '../modules/curators/application/FollowCurator.ts';
import { UnfollowCurator } from '../modules/curators/application/UnfollowCurator.ts';
import { UpdateProfile } from '../modules/curators/application/UpdateProfile.ts';
import { PrismaCuratorRepository } from '../modules/curators/infrastructure/PrismaCuratorRepository.ts';
import { PrismaFollowRepository } from '../modules/curators/infrastructure/PrismaFollowRepository.ts';
import { MarkAllNotificationsRead } from '../modules/notifications/application/MarkAllNotificationsRead.ts';
import { MarkNotificationsRead } from '../modules/notifications/application/MarkNotificationsRead.ts';
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
  const follows = new PrismaFollowRepository(database);
  const notifications = new PrismaNotificationStore(database, notificationsChanged);
  return {
    addUrlToLibrary: new AddUrlToLibrary(cards, unitOfWork, clock, ids),
    addCardToLibrary: new AddCardToLibrary(cards, unitOfWork, clock),
    removeCardFromLibrary: new RemoveCardFromLibrary(cards, unitOfWork, clock),
    addNote: new AddNote(cards, unitOfWork, clock, ids),
    followCurator: new FollowCurator(follows, curators, unitOfWork, clock, ids),
    unfollowCurator: new UnfollowCurator(follows, curators, unitOfWork, clock),
    updateProfile: new UpdateProfile(curators, unitOfWork),
    markNotificationsRead: new MarkNotificationsRead(notifications, unitOfWork, clock),
    markAllNotificationsRead: new MarkAllNotificationsRead(notifications, unitOfWork, clock),
    ensureCurator: new EnsureCurator(curators, clock),
  };
}
