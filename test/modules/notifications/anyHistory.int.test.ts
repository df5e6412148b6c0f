import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CardId } from '../../../src/modules/cards/index.ts';
import type { DueDelivery } from '../../../src/shared/application/EventPublisher.ts';
import { CuratorId } from '../../../src/shared/domain/CuratorId.ts';
import { ada } from '../../support/cards.ts';
import { History } from './History.ts';
import { drifted, gaveWayToNothing, phantoms, toldInSilence, untold } from './inconsistencies.ts';
import { type NotificationMachinery, notificationMachinery } from './notificationMachinery.ts';
import { addFollowers } from './rows.ts';
import { step } from './steps.ts';
import { unreadCounts } from './unreadCounts.ts';

let app: NotificationMachinery;
/** Takes back what was told in pages of very few. */
let inPages: NotificationMachinery;
beforeAll(async () => {
  app = await notificationMachinery();
  inPages = await notificationMachinery({ recipientsPerPage: 2, causesPerPage: 2, causesPerSplit: 5 });
});
afterAll(async () => {
  await app[Symbol.asyncDispose]();
  await inPages[Symbol.asyncDispose]();
});

it.each([
  ['at once', () => app],
  ['in pages', () => inPages],
])(
  'whatever happens, in whatever order it is delivered, taken back %s: counts are right, nothing is phantom, nothing is lost',
  async (_, appOf) => {
    const seed = Date.now();
    console.info(`seed ${seed}`);
    const { database } = appOf();
    let histories = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 60, size: 'max' }), async (steps) => {
        histories += 1;
        const history = await History.begin(appOf(), `h${histories}`);
        for (const next of steps) await history.take(next);
        await history.settle();
        expect(await phantoms(database, history.people)).toEqual([]);
        expect(await toldInSilence(database, history.silences)).toEqual([]);
        expect(await untold(database, history.people, history.silences)).toEqual([]);
        expect(await gaveWayToNothing(database, history.people)).toEqual([]);
        expect(await drifted(database, history.people)).toEqual([]);
        for (const { told, asked, recounted } of await history.counts())
          expect([told, asked]).toEqual([recounted, recounted]);
        expect(appOf().failures).toEqual([]);
      }),
      { numRuns: 12, seed },
    );
  },
);

it('what two events take back at the same time, while it is read, is counted once', async () => {
  const { database, useCases } = inPages;
  await addFollowers(database, ada, 24);
  const people = Array.from({ length: 24 }, (_, n) => CuratorId.create(`did:plc:n${n + 1}`).unwrap());
  const collectionId = await inPages.createCollection(ada);
  for (const followerId of people) await inPages.followCollection(followerId, collectionId);
  inPages.handedOver.length = 0;
  await inPages.save(ada, { url: 'https://example.org/kept' });
  const cardIds: CardId[] = [];
  for (const name of ['a', 'b', 'c'])
    cardIds.push(await inPages.save(ada, { url: `https://example.org/${name}`, collectionIds: [collectionId] }));
  await inPages.deliver();

  for (const cardId of cardIds) await inPages.remove(ada, cardId);
  await inPages.deleteCollection(ada, collectionId);
  const read = async (recipientId: CuratorId): Promise<void> => {
    const notificationIds = (await inPages.notifications(recipientId.value)).slice(1).map(({ id }) => id);
    (await useCases.markNotificationsRead.execute({ recipientId, notificationIds })).unwrap();
  };
  const reading = people.filter((_, n) => n % 4 === 0).map(read);
  const pages: DueDelivery[] = [];
  for (let due = inPages.handedOver.splice(0, 6); due.length > 0; due = inPages.handedOver.splice(0, 6)) {
    pages.push(...due.filter(({ page }) => page > 0));
    await Promise.all(due.map((delivery) => inPages.executor.execute(delivery)));
  }
  await Promise.all(reading);

  expect(new Set(pages.map(({ eventId }) => eventId)).size).toBeGreaterThan(cardIds.length);
  for (const { told, asked, recounted } of await unreadCounts(inPages, people))
    expect([told, asked, recounted]).toEqual([1, 1, 1]);
  expect(
    await drifted(
      database,
      people.map(({ value }) => value),
    ),
  ).toEqual([]);
  expect(inPages.failures).toEqual([]);
});

it('what is told of one mutation, part of which is undone, is the most specific that is left, whatever is delivered when', async () => {
  const url = (name: string) => `https://example.org/${name}`;
  let mutations = 0;
  const order = fc.array(fc.nat(), { minLength: 20, maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(order, fc.nat(2), fc.nat(6), async (picks, undone, before) => {
      mutations += 1;
      const name = `m${mutations}`;
      const [author, follower, saver] = [
        await app.enterCurator(`${name}a`),
        await app.enterCurator(`${name}f`),
        await app.enterCurator(`${name}s`),
      ];
      const collectionIds = [await app.createCollection(author), await app.createCollection(author)];
      await app.save(author, { url: url(name) });
      for (const followerId of [author, follower]) await app.follow(followerId, saver);
      for (const collectionId of collectionIds) await app.followCollection(follower, collectionId);
      app.handedOver.length = 0;

      const deliverNext = async (pick = 0) => {
        const [due] = app.handedOver.splice(pick % Math.max(1, app.handedOver.length), 1);
        if (due) await app.executor.execute(due);
      };
      const cardId = await app.save(saver, { url: url(name), collectionIds });
      for (const pick of picks.slice(0, before)) await deliverNext(pick);
      for (const collectionId of collectionIds.slice(0, undone)) await app.uncollect(saver, cardId, collectionId);
      for (const pick of picks.slice(before)) await deliverNext(pick);
      await app.deliver();

      const standing = [author, follower].map(async ({ value }) => {
        const rows = await app.notifications(value);
        return rows
          .filter(({ retractedAt }) => retractedAt === null)
          .map(({ kind, collectionId }) => [kind, collectionId]);
      });
      const left = collectionIds[undone]?.value ?? null;
      expect(await Promise.all(standing)).toEqual([
        [[left === null ? 'CARD_SAVED' : 'CARD_ADDED_TO_YOUR_COLLECTION', left]],
        [[left === null ? 'FOLLOWED_CURATOR_ADDED' : 'FOLLOWED_COLLECTION_ADDED', left]],
      ]);
      expect(await drifted(app.database, [author.value, follower.value])).toEqual([]);
      expect(app.failures).toEqual([]);
    }),
    { numRuns: 15 },
  );
});
