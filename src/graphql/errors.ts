import { GraphQLError } from 'graphql';

// Top-level errors: what a client did wrong outside of the rules of the domain. Refusals are values: see refusals.ts.

/** @param argument what the client called it, such as `first` or `input.cardId`. */
export const badUserInput = (message: string, argument: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT', argument } });

export const invalidCursor = (argument: string): GraphQLError =>
  new GraphQLError(`${argument} is not a cursor of this list`, { extensions: { code: 'INVALID_CURSOR', argument } });

export const unauthenticated = (message = 'This needs a token'): GraphQLError =>
  new GraphQLError(message, { extensions: { code: 'UNAUTHENTICATED' } });
