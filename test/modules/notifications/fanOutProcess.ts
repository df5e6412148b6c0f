// Tells the followers of a curator of a save, as a worker does: this delivery, and the pages that come of it, one after the other.
import process from 'node:process';
import { CardAddedToLibraryEvent } from '../../../src/modules/cards/index.ts';
import { Notify } from '../../../src/modules/notifications/application/Notify.ts';
import { ofSave } from '../../../src/modules/notifications/application/notificationOf.ts';
import { PrismaFanOut } from '../../../src/modules/notifications/infrastructure/PrismaFanOut.ts';
import { PrismaSaveCause } from '../../../src/modules/notifications/infrastructure/PrismaSaveCause.ts';
import { followersOfActor } from '../../../src/modules/notifications/infrastructure/recipients.ts';
import { queued } from '../../../src/shared/application/EventRoute.ts';
import { openEventPath } from '../../support/eventPath.ts';

const [databaseUrl = '', eventId = '', recipientsPerPage = ''] = process.argv.slice(2);
const handler = 'notify-followers-of-save';

await using path = await openEventPath({
  databaseUrl,
  routes: (database) => {
    const recipients = new PrismaFanOut({
      database,
      recipients: followersOfActor,
      onChanged: () => {},
      recipientsPerPage: Number(recipientsPerPage),
    });
    const notificationOf = ofSave('FOLLOWED_CURATOR_ADDED');
    const causes = new PrismaSaveCause(database);
    return [queued(CardAddedToLibraryEvent, handler, new Notify({ causes, recipients, notificationOf }))];
  },
});
path.handedOver.push({ handler, eventId, page: 0, claimToken: null });
for (let due = path.handedOver.shift(); due; due = path.handedOver.shift()) await path.executor.execute(due);
