import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { History } from './History.ts';
import { drifted, phantoms, untold } from './inconsistencies.ts';
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
      expect(await untold(database, history.people)).toEqual([]);
      expect(await drifted(database, history.people)).toEqual([]);
      for (const { told, recounted } of await history.counts()) expect(told).toBe(recounted);
      expect(failures).toEqual([]);
    }),
    { numRuns: 15, seed },
  );
});
