import { Notify, type NotifyParts } from '../modules/notifications/application/Notify.ts';
import {
  ofCollaboration,
  ofCollecting,
  ofFollow,
  ofSave,
} from '../modules/notifications/application/notificationOf.ts';
import { Retract } from '../modules/notifications/application/Retract.ts';
import { PrismaCollaborationCause } from '../modules/notifications/infrastructure/PrismaCollaborationCause.ts';
import { PrismaCollectingCause } from '../modules/notifications/infrastructure/PrismaCollectingCause.ts';
import { PrismaFanOut } from '../modules/notifications/infrastructure/PrismaFanOut.ts';
import { PrismaFollowCause } from '../modules/notifications/infrastructure/PrismaFollowCause.ts';
import { PrismaRetraction, type RetractionSizes } from '../modules/notifications/infrastructure/PrismaRetraction.ts';
import { PrismaSaveCause } from '../modules/notifications/infrastructure/PrismaSaveCause.ts';
import * as recipients from '../modules/notifications/infrastructure/recipients.ts';
import * as undone from '../modules/notifications/infrastructure/undone.ts';
import type { IDomainEvent } from '../shared/domain/events/IDomainEvent.ts';
import type { Database } from '../shared/infrastructure/database/Database.ts';
import type { EventHandlers } from './eventRoutes.ts';

/**
 * @param onChanged is called after each commit that changed notifications.
 * @param retractionSizes how a retraction is divided into transactions; by default as RetractionSizes has it.
 */
export function createNotificationHandlers(
  database: Database,
  onChanged: () => void,
  retractionSizes: RetractionSizes = {},
): EventHandlers['notifications'] {
  const [saves, follows] = [new PrismaSaveCause(database), new PrismaFollowCause(database)];
  const [collectings, collaborations] = [new PrismaCollectingCause(database), new PrismaCollaborationCause(database)];

  function tell<Event extends IDomainEvent>(
    who: recipients.Recipients<Event>,
    what: NotifyParts<Event>['notificationOf'],
    causes: NotifyParts<Event>['causes'],
  ): Notify<Event> {
    return new Notify({
      causes,
      recipients: new PrismaFanOut({ database, recipients: who, onChanged }),
      notificationOf: what,
    });
  }
  const retract = <Event extends IDomainEvent>(what: undone.Undone<Event>): Retract<Event> =>
    new Retract(new PrismaRetraction({ database, undone: what, onChanged, ...retractionSizes }));

  return {
    cardSaved: tell(recipients.havingSameAddress, ofSave('CARD_SAVED'), saves),
    followersOfSave: tell(recipients.followersOfActor, ofSave('FOLLOWED_CURATOR_ADDED'), saves),
    followed: tell(recipients.followed, ofFollow, follows),
    cardCollected: tell(recipients.cardAuthor, ofCollecting('YOUR_CARD_COLLECTED'), collectings),
    collectionFilled: tell(recipients.collectionAuthor, ofCollecting('CARD_ADDED_TO_YOUR_COLLECTION'), collectings),
    followersOfCollection: tell(
      recipients.followersOfCollection,
      ofCollecting('FOLLOWED_COLLECTION_ADDED'),
      collectings,
    ),
    collaboratorAdded: tell(recipients.collaborator, ofCollaboration, collaborations),
    retractSaved: retract(undone.savedCard),
    retractFollowed: retract(undone.followed),
    retractCollected: retract(undone.collectedCard),
    retractCollaborator: retract(undone.collaborated),
    retractCollectionDeleted: retract(undone.inDeletedCollection),
    retractCollectionHidden: retract(undone.ofHiddenCollection),
    retractFromLeaver: retract(undone.ofHiddenCollection),
    retractMuted: retract(undone.ofMuted),
    retractBlocked: retract(undone.betweenBlocked),
  };
}
