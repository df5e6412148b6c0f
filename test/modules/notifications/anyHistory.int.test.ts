import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { History, step } from './History.ts';
import { type NotificationMachinery, notificationMachinery } from './notificationMachinery.ts';

let app: NotificationMachinery;
beforeAll(async () => {
  app = await notificationMachinery();
});
afterAll(() => app[Symbol.asyncDispose]());

it('whatever happens, in whatever order it is delivered: counts are right, nothing is phantom, nothing is lost', async () => {
  let histories = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 50, size: 'max' }), async (steps) => {
      histories += 1;
      const history = await History.begin(app, `h${histories}`);
      for (const next of steps) await history.take(next);
      await history.settle();
      expect(await history.phantoms()).toEqual([]);
      expect(await history.untold()).toEqual([]);
      expect(app.failures).toEqual([]);
    }),
    { numRuns: 15 },
  );
});
