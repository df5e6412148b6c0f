import { expect, inject, it } from 'vitest';
import { buildSchema } from '../../../src/graphql/schema.ts';
import { temporaryDirectory } from '../../commands/temporaryDirectory.ts';
import { fuzz } from './fuzz.ts';
import { Target } from './Target.ts';

/** The same at each run: what is new is found by `npm run test:fuzz`. */
const seed = 1;
const forMs = 4_000;

it('a server answers whatever comes, and goes on', async () => {
  await using temporary = await temporaryDirectory();
  const services = { databaseUrl: inject('databaseUrl'), redisUrl: inject('redisUrl') };
  await using target = await Target.start({ ...services, directory: temporary.directory });

  const { attempts, failure } = await fuzz({ target, schema: buildSchema(), seed, forMs });

  expect(failure).toBeUndefined();
  expect(attempts).toBeGreaterThan(20);
  expect(await target.isWell()).toBe(true);
  expect(await target.errorsLogged()).toEqual([]);
});
