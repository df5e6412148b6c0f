import { Prisma } from '../../../generated/prisma/client.ts';
import type { RetryPolicy } from './RetryPolicy.ts';

/** Of the wait before a delivery is started again. */
export const jitter = Prisma.sql`(0.5 + random() / 2)`;
/** Wide, so that deliveries that ended with one process do not wait for their turn behind the one that ends the next. */
export const wideJitter = Prisma.sql`(0.5 + random() * 2.5)`;

/** @param attempts how many starts there were. */
export const waitAfter = (attempts: Prisma.Sql, { firstBackoffMs, maxBackoffMs }: RetryPolicy): Prisma.Sql =>
  Prisma.sql`least(${maxBackoffMs}, ${firstBackoffMs} * power(2, ${attempts} - 1)) * interval '1 ms'`;
