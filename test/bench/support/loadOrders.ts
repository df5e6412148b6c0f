import { z } from 'zod';

/** What the load client can be told, and asked. */
const loadOrder = z.discriminatedUnion('order', [
  // So many sockets as there are tokens, each with one subscription.
  z.object({ order: z.literal('open'), url: z.url(), document: z.string(), tokens: z.array(z.string().nullable()) }),
  // Until each subscriber that does not stall has had so many messages since the reset.
  z.object({ order: z.literal('await each'), messages: z.int() }),
  // Until so many messages have come since the reset.
  z.object({ order: z.literal('await in all'), messages: z.int() }),
  z.object({ order: z.literal('reset'), keepTimes: z.boolean() }),
  // How many messages have come since the reset.
  z.object({ order: z.literal('count') }),
  // Percentiles of the time from what happened to its arrival.
  z.object({ order: z.literal('delays'), happened: z.array(z.number()) }),
  // One of the subscribers, by number, reads nothing from now on. Its end is no failure.
  z.object({ order: z.literal('stall'), subscriber: z.int() }),
]);

export type LoadOrder = z.infer<typeof loadOrder>;

export const numberedOrder = z.object({ id: z.int(), what: loadOrder });
export const answer = z.object({ id: z.int(), value: z.unknown(), failure: z.string().exactOptional() });
/** A subscriber's connection ended. */
export const ending = z.object({ ended: z.string() });
