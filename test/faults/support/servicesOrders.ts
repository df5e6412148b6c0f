import { z } from 'zod';

/** What can be done to the services of a run. */
export const serviceOrder = z.enum([
  'kill PostgreSQL',
  'stop PostgreSQL',
  'start PostgreSQL',
  'kill Redis',
  'start Redis',
  'freeze Redis',
  'thaw Redis',
]);

export type ServiceOrder = z.infer<typeof serviceOrder>;

export const servicesReady = z.object({ databaseUrl: z.url(), redisUrl: z.url() });
export const orderOutcome = z.object({ order: serviceOrder, failure: z.string().nullable() });
