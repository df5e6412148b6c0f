import type { Plugin } from 'graphql-yoga';
import type { GraphQLContext } from '../context.ts';
import type { Incoming } from '../serverOptions.ts';
import { FairShares, type FairSharesOptions } from './FairShares.ts';

/** Executes so many queries and mutations at a time, whichever transport they came by; of those that wait, each address' in turn. */
export function useFairShares(options: FairSharesOptions): Plugin<Incoming, Incoming, GraphQLContext> {
  const shares = new FairShares(options);
  return {
    onExecute({ args: { contextValue }, executeFn, setExecuteFn }) {
      const { address, refusals } = contextValue;
      setExecuteFn((args) => shares.run(address, (): unknown => executeFn(args), refusals));
    },
  };
}
