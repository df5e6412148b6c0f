import type { Plugin } from 'graphql-yoga';
import type { GraphQLContext } from '../context.ts';
import type { Incoming } from '../serverOptions.ts';
import { admitFields } from './admitOperation.ts';
import { countRootFields } from './rootFields.ts';
import type { RateLimits } from './ServerLimits.ts';

/**
 * A query or mutation counts once for each of its root fields: else thirty aliases in one mutation would be thirty mutations at the price of
 * one. The first was counted when the operation came, before anything was known of it.
 */
export const useFieldRates = (rates: RateLimits): Plugin<Incoming, Incoming, GraphQLContext> => ({
  onExecute({ args }) {
    const more = countRootFields(args) - 1;
    return more > 0 ? admitFields(args.contextValue, more, rates) : undefined;
  },
});
