import { describe, expect, it } from 'vitest';
import { CardAddedToLibraryEvent } from '../../../src/modules/cards/index.ts';
import type { KeyRange } from '../../../src/shared/application/EventHandler.ts';
import { ada } from '../../support/cards.ts';
import { type NotificationMachinery, withNotificationMachinery } from './notificationMachinery.ts';
import { planModes, plansOf, rowsLookedAt } from './plans.ts';
import { addAuthors, addCauses, addFollowers } from './rows.ts';

let app: NotificationMachinery;
withNotificationMachinery((machinery) => {
  app = machinery;
});

const url = 'https://example.org/';

async function adaSaves(address: string) {
  const cardId = await app.save(ada, { url: address });
  const { id: eventId, ...row } = await app.database.client.domainEvent.findFirstOrThrow({
    where: { type: 'CardAddedToLibrary' },
    orderBy: { seq: 'desc' },
  });
  const event = new CardAddedToLibraryEvent(cardId, ada, 'URL', address, undefined, row.occurredAt);
  const { seq, actorId, correlationId, causationId } = row;
  return { event, metadata: { eventId, seq, actorId, correlationId, causationId } };
}

/** The plan of the statement that finds and locks the recipients, of these pages of one save. */
async function planOfTelling(
  handler: 'notify-card-saved' | 'notify-followers-of-save',
  mode: (typeof planModes)[number],
  pages: readonly KeyRange[],
): Promise<string> {
  const saved = await adaSaves(url);
  await app.database.client.$executeRaw`ANALYZE follows, cards, library_memberships`;
  const work = async () => app.handlerOf(handler).handleAll?.(pages.map((page) => ({ ...saved, page })));
  const [plan = ''] = (await plansOf(app.database, mode, work)).filter((each) => /LockRows[^]* on curators/.test(each));
  return plan;
}

/** Of 1,111 recipients each. The last page of a fan-out has no end: it may be scanned in another way, once. */
const pages: readonly KeyRange[] = [
  { after: 'did:plc:n15', upTo: 'did:plc:n16' },
  { after: 'did:plc:n17', upTo: 'did:plc:n18' },
];

/** Rows are added once for all modes: that takes longer than the plans. */
describe('pages of a fan-out, in each mode of planning', () => {
  it('look at no other follower', async () => {
    await addFollowers(app.database, ada, 20_000);
    for (const mode of planModes) {
      const plan = await planOfTelling('notify-followers-of-save', mode, pages);
      expect(plan, mode).toMatch(/Index Cond: \(\(curator_id = [^\n]*\(follower_id > [^\n]*\(follower_id <= /);
      expect(rowsLookedAt(plan, 'follows'), mode).toBeLessThan(2_400);
    }
  });

  it('in company are left alone, once it is known that they concern many', async () => {
    await addFollowers(app.database, ada, 20_000);
    const saves = [await adaSaves(url), await adaSaves(`${url}other`)];
    await app.database.client.$executeRaw`ANALYZE follows`;
    const handleAll = async () =>
      app.handlerOf('notify-followers-of-save').handleAll?.(saves.map((saved) => ({ ...saved, page: undefined })));
    for (const mode of planModes) {
      const plans = await plansOf(app.database, mode, handleAll);
      const lookedAt = plans.reduce((sum, plan) => sum + rowsLookedAt(plan, 'follows'), 0);
      expect(lookedAt, mode).toBeGreaterThan(0);
      expect(lookedAt, mode).toBeLessThanOrEqual(2 * 101);
    }
  });

  it('read nothing whole of what was told before', async () => {
    await addFollowers(app.database, ada, 10);
    await addCauses(app.database, ada, 1_000);
    const saves = [await adaSaves(url), await adaSaves(`${url}other`)];
    const handleAll = async () =>
      app.handlerOf('notify-followers-of-save').handleAll?.(saves.map((saved) => ({ ...saved, page: undefined })));
    for (const mode of planModes) {
      const plans = await plansOf(app.database, mode, handleAll);
      const [telling = ''] = plans.filter((plan) => plan.includes('Insert on notification_causes'));
      expect(telling, mode).toContain('Tuples Inserted');
      expect(telling, mode).not.toMatch(
        /Seq Scan on (notifications|notification_causes|notification_preferences|mutes|blocks)/,
      );
    }
  });

  it('look at no other author of the same address, nor at others who keep it', async () => {
    await addAuthors(app.database, url, 20_000);
    for (const mode of planModes) {
      const plan = await planOfTelling('notify-card-saved', mode, pages);
      expect(plan, mode).toMatch(/Index Cond: [^\n]*\(author_id > [^\n]*\(author_id <= /);
      expect(rowsLookedAt(plan, 'cards'), mode).toBeLessThan(2_400);
      expect(rowsLookedAt(plan, 'library_memberships'), mode).toBeLessThan(2_400);
    }
  });
});
