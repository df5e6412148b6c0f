import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { CardId, CardRemovedFromLibraryEvent } from '../../../src/modules/cards/index.ts';
import { CardRemovedFromCollectionEvent, CollectionId } from '../../../src/modules/collections/index.ts';
import { PrismaRetraction } from '../../../src/modules/notifications/infrastructure/PrismaRetraction.ts';
import { collectedCard, savedCard, type Undone } from '../../../src/modules/notifications/infrastructure/undone.ts';
import type { KeyRange } from '../../../src/shared/application/EventHandler.ts';
import type { IDomainEvent } from '../../../src/shared/domain/events/IDomainEvent.ts';
import { ada, noon } from '../../support/cards.ts';
import { metadata } from '../../support/events.ts';
import { type NotificationMachinery, withNotificationMachinery } from './notificationMachinery.ts';
import { planModes, plansOf, rowsLookedAt } from './plans.ts';
import { addCardsTold } from './rows.ts';

let app: NotificationMachinery;
withNotificationMachinery((machinery) => {
  app = machinery;
});

const sizes = { recipientsPerPage: 20, causesPerPage: 20, causesPerSplit: 50 };
const tables = ['notification_causes', 'notification_lesser_causes'] as const;
/** Of 11 recipients of 500, and of all behind the first ten dozen. */
const pages: readonly KeyRange[] = [
  { after: 'did:plc:n15', upTo: 'did:plc:n16' },
  { after: 'did:plc:n15', upTo: null },
];

/** The most rows of a table of causes that one statement of dividing and taking back looked at, of each page. What was taken back is not there any more. */
async function mostLookedAt<Event extends IDomainEvent>(undone: Undone<Event>, event: Event): Promise<number> {
  const retraction = new PrismaRetraction({ database: app.database, undone, onChanged() {}, ...sizes });
  const lookedAt: number[] = [];
  for (const mode of planModes)
    for (const range of pages) {
      const delivery = { event, metadata: metadata(1_000), page: range };
      const plans = await plansOf(app.database, mode, async () => {
        await retraction.split(delivery);
        await retraction.retract([{ delivery, range }]);
      });
      const reading = plans.filter((plan) => plan.includes('Function Scan on jsonb_to_recordset given'));
      lookedAt.push(...reading.flatMap((plan) => tables.map((table) => rowsLookedAt(plan, table))));
    }
  return Math.max(...lookedAt);
}

it('taking back what was told of a card looks at nothing behind the page, nor at the card in other collections', async () => {
  const cardIds = Array.from({ length: 10 }, () => CardId.create(randomUUID()).unwrap());
  const collectionIds = Array.from({ length: 4 }, () => CollectionId.create(randomUUID()).unwrap());
  await addCardsTold(app.database, { cardIds, actorId: ada, collectionIds, recipients: 500 });
  await app.database.client.$executeRaw`ANALYZE notifications, notification_causes, notification_lesser_causes`;
  const [cardId, collectionId] = [cardIds[4], collectionIds[2]];
  if (!cardId || !collectionId) throw new Error('there is no such card');

  const uncollected = new CardRemovedFromCollectionEvent(collectionId, cardId, ada, noon());
  expect(await mostLookedAt(collectedCard, uncollected)).toBeLessThanOrEqual(sizes.causesPerSplit);
  // In two ways: that it was saved, and, as it is gone, whatever was done with it.
  const removed = new CardRemovedFromLibraryEvent(cardId, ada, noon());
  expect(await mostLookedAt(savedCard, removed)).toBeLessThanOrEqual(2 * sizes.causesPerSplit);
});
