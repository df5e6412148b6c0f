import { z } from 'zod';

/** What an instance under test can be told to do, at a moment that nobody could hit from outside. Each once. */
export const order = z.enum([
  // kill -9, with everything written and nothing committed
  'die before the next commit',
  // kill -9, before anybody is told
  'die after the next commit',
  // kill -9, with the effect written and not committed
  'die in the next handler',
  // SIGSTOP, at the same place
  'stop in the next handler',
  // kill -9, when the jobs are in the queue and nobody knows
  'die after the next dispatch',
  // the same, for what the poll found late
  'die after the next late dispatch',
  // from now on the handlers of poison succeed
  'be cured',
]);

export type Order = z.infer<typeof order>;

export const instanceOptions = z.object({
  timing: z
    .object({
      relay: z.object({ pollMs: z.int().exactOptional(), leaseMs: z.int().exactOptional() }).exactOptional(),
      worker: z.object({ lockMs: z.int().exactOptional(), stalledIntervalMs: z.int().exactOptional() }).exactOptional(),
      retries: z
        .object({
          maxStarts: z.int().exactOptional(),
          firstBackoffMs: z.int().exactOptional(),
          maxBackoffMs: z.int().exactOptional(),
          leaseMs: z.int().exactOptional(),
          unknownEventDelayMs: z.int().exactOptional(),
        })
        .exactOptional(),
    })
    .exactOptional(),
});

export const report = z.object({ obeyed: order }).or(z.object({ dispatched: z.array(z.string()).readonly() }));

export type Report = z.infer<typeof report>;

/** A card with such an address is poison: the handler that tells followers of it throws, or ends its process, until the instance is cured. */
export const poison = {
  throws: 'https://poison.example/throws/',
  kills: 'https://poison.example/kills/',
} as const;
