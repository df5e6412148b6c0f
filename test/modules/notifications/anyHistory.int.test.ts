import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { History } from './History.ts';
import { drifted, gaveWayToNothing, phantoms, toldInSilence, untold } from './inconsistencies.ts';
import { type NotificationMachinery, notificationMachinery } from './notificationMachinery.ts';
import { step } from './steps.ts';

let app: NotificationMachinery;
beforeAll(async () => {
  app = await notificationMachinery();
});
afterAll(() => app[Symbol.asyncDispose]());

it('whatever happens, in whatever order it is delivered: counts are right, nothing is phantom, nothing is lost', async () => {
  const seed = Date.now();
  console.info(`seed ${seed}`);
  let histories = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 60, size: 'max' }), async (steps) => {
      histories += 1;
      const history = await History.begin(app, `h${histories}`);
      for (const next of steps) await history.take(next);
      await history.settle();
      const { database, failures } = app;
      expect(await phantoms(database, history.people)).toEqual([]);
      expect(await toldInSilence(database, history.silences)).toEqual([]);
      expect(await untold(database, history.people, history.silences)).toEqual([]);
      expect(await gaveWayToNothing(database, history.people)).toEqual([]);
      expect(await drifted(database, history.people)).toEqual([]);
      for (const { told, asked, recounted } of await history.counts())
        expect([told, asked]).toEqual([recounted, recounted]);
      expect(failures).toEqual([]);
    }),
    { numRuns: 15, seed },
  );
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
