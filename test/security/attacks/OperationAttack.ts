import type { Operation } from '../transports.ts';
import type { Things } from './target.ts';

/** A document alone, or with what goes with it; or made of what is there. */
type Sent = string | Operation | ((there: Things) => string | Operation);

/**
 * An operation of somebody with a token, and what comes of it on every transport; its status over HTTP, for who accepts
 * application/graphql-response+json. Nothing is stored.
 */
export type OperationAttack = readonly [what: string, sent: Sent, answer: string];

export const operationOf = (sent: Sent, there: Things): Operation => {
  const operation = typeof sent === 'function' ? sent(there) : sent;
  return typeof operation === 'string' ? { query: operation } : operation;
};
