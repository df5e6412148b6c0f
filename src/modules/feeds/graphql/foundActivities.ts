import { z } from 'zod';

/** What a page consists of, before it is known what is selected of it: in the order of the feed. */
export const foundActivities = z.array(z.object({ id: z.string(), seq: z.bigint() }));

export type FoundActivity = z.infer<typeof foundActivities>[number];

/** Behind everything. */
export const endOfOrder = 2n ** 63n - 1n;
