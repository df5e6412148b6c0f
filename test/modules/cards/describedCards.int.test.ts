import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFeedHandlers } from '../../../src/composition/eventHandlers.ts';
import { feedRoutes } from '../../../src/composition/eventRoutes.ts';
import { AddCardToLibrary } from '../../../src/modules/cards/application/AddCardToLibrary.ts';
import { AddUrlToLibrary } from '../../../src/modules/cards/application/AddUrlToLibrary.ts';
import { RemoveCardFromLibrary } from '../../../src/modules/cards/application/RemoveCardFromLibrary.ts';
import { PageMetadata } from '../../../src/modules/cards/domain/PageMetadata.ts';
import type { CardId } from '../../../src/modules/cards/index.ts';
import { AddSavedCardToCollections } from '../../../src/modules/collections/application/AddSavedCardToCollections.ts';
import { TakeOutDeletedCard } from '../../../src/modules/collections/application/TakeOutDeletedCard.ts';
import { PrismaCollectionRepository } from '../../../src/modules/collections/infrastructure/PrismaCollectionRepository.ts';
import { PrismaBlockRepository } from '../../../src/modules/curators/infrastructure/PrismaBlockRepository.ts';
import type { FeedStore } from '../../../src/modules/feeds/application/FeedStore.ts';
import { PrismaFeedStore } from '../../../src/modules/feeds/infrastructure/PrismaFeedStore.ts';
import { ok } from '../../../src/shared/domain/Result.ts';
import { systemClock } from '../../../src/shared/infrastructure/system/systemClock.ts';
import { uuidGenerator } from '../../../src/shared/infrastructure/system/uuidGenerator.ts';
import { ada, bob, noon } from '../../support/cards.ts';
import { eventMachinery } from '../../support/eventMachinery.ts';
import { eventually } from '../../support/eventually.ts';
import { blockedBackends } from '../notifications/rows.ts';

const said = {
  title: 'A page',
  description: 'Text',
  imageUrl: 'https://example.org/a.png',
  siteName: 'A site',
};
const page = PageMetadata.of(said);

/** Real mutations of cards, with the feeds that they change. */
async function cardMachinery() {
  const late: { store?: FeedStore } = {};
  const store = (): FeedStore => {
    if (!late.store) throw new Error('nothing is written before everything is made');
    return late.store;
  };
  const handlers = createFeedHandlers({
    add: (activity) => store().add(activity),
    retract: (retraction) => store().retract(retraction),
    retractCollection: (...what) => store().retractCollection(...what),
    showCollection: (...what) => store().showCollection(...what),
    updateCard: (cardId) => store().updateCard(cardId),
    changeAudience: (change) => store().changeAudience(change),
    changeHiding: (change) => store().changeHiding(change),
  });
  const machinery = await eventMachinery(feedRoutes(handlers));
  const { database, cards, unitOfWork } = machinery;
  late.store = new PrismaFeedStore(database, () => {});
  const collections = new PrismaCollectionRepository(database);
  const addUrl = new AddUrlToLibrary(
    cards,
    unitOfWork,
    systemClock,
    uuidGenerator,
    new AddSavedCardToCollections(collections, new PrismaBlockRepository(database)),
  );
  return {
    ...machinery,
    save: async () => (await addUrl.execute({ curatorId: ada, url: 'https://example.org/' })).unwrap().cardId,
    addCard: new AddCardToLibrary(cards, unitOfWork, systemClock),
    removeCard: new RemoveCardFromLibrary(cards, unitOfWork, systemClock, new TakeOutDeletedCard(collections)),
    /** @param meanwhile is done between loading and saving. */
    describe: (cardId: CardId, described = page, meanwhile: () => Promise<unknown> = async () => {}) =>
      unitOfWork.run(ada.value, async () => {
        const card = await cards.find(cardId, ada);
        if (!card) return ok('gone');
        card.describe(described, noon(1)).unwrap();
        await meanwhile();
        await cards.save(card);
        return ok('described');
      }),
    row: (cardId: CardId) => database.client.card.findUniqueOrThrow({ where: { id: cardId.value } }),
    updates: async () => {
      const { feedChange } = database.client;
      const rows = await feedChange.findMany({ where: { op: 'UPDATED' }, orderBy: { id: 'asc' } });
      return rows.map(({ actorId }) => actorId);
    },
  };
}

let machinery: Awaited<ReturnType<typeof cardMachinery>>;
beforeEach(async () => {
  machinery = await cardMachinery();
});
afterEach(() => machinery[Symbol.asyncDispose]());

describe('a card that says what its page says', () => {
  it('is stored, and told wherever it is shown', async () => {
    const cardId = await machinery.save();
    await machinery.addCard.execute({ curatorId: bob, cardId });
    await machinery.describe(cardId);
    expect(await machinery.row(cardId)).toMatchObject({
      ...said,
      version: 2,
      updatedAt: noon(1),
      url: 'https://example.org/',
    });
    expect(await machinery.updates()).toEqual([ada.value, bob.value]);
    const events = await machinery.database.client.domainEvent.findMany({ where: { type: 'CardUpdated' } });
    expect(events).toMatchObject([{ aggregateId: cardId.value, payload: { cardId: cardId.value, ...said } }]);
  });

  it('is loaded as it was stored, and says nothing twice', async () => {
    const cardId = await machinery.save();
    await machinery.describe(cardId);
    await machinery.describe(cardId);
    expect((await machinery.cards.find(cardId, ada))?.content).toMatchObject({ page });
    expect(await machinery.updates()).toEqual([ada.value]);
  });

  it('loses nothing of what others change at the same time', async () => {
    const cardId = await machinery.save();
    let tries = 0;
    await machinery.describe(cardId, PageMetadata.of({ title: 'Slow' }), async () => {
      tries += 1;
      // As another process would: not in this transaction.
      if (tries === 1) {
        const { client } = machinery.database;
        await client.card.update({
          where: { id: cardId.value },
          data: { siteName: 'Quick', version: { increment: 1 } },
        });
      }
    });
    expect(tries).toBe(2);
    expect(await machinery.row(cardId)).toMatchObject({ title: 'Slow', siteName: 'Quick', version: 3 });
  });

  it('may be gone by then', async () => {
    const cardId = await machinery.save();
    let tries = 0;
    const outcome = await machinery.describe(cardId, page, async () => {
      tries += 1;
      if (tries > 1) return;
      const { client } = machinery.database;
      await client.card.delete({ where: { id: cardId.value } });
    });
    expect(outcome.unwrap()).toBe('gone');
    expect(await machinery.updates()).toEqual([]);
  });

  it('is told also of what was just being shown, because that may have been read before', async () => {
    const cardId = await machinery.save();
    const { unitOfWork, cards, database } = machinery;
    const gate = Promise.withResolvers<void>();
    // Bob saves the card, and his commit is late.
    const saving = database.inTransaction(async () => {
      await unitOfWork.run(bob.value, async () => {
        const card = await cards.find(cardId, bob);
        card?.addToLibrary(bob, noon()).unwrap();
        if (card) await cards.save(card);
        return ok(undefined);
      });
      await gate.promise;
    });
    await eventually(
      async () =>
        (
          await database.client.$queryRaw<unknown[]>`
      SELECT FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction'`
        ).length === 1,
    );
    const describing = machinery.describe(cardId);
    await eventually(async () => (await blockedBackends(database)) === 1);
    gate.resolve();
    await Promise.all([saving, describing]);
    expect(await machinery.updates()).toEqual([ada.value, bob.value]);
  });
});
