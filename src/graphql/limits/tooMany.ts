import { GraphQLError } from 'graphql';

/** 429, whatever the form of the answer: it is not about the document. */
export const tooMany = (code: string, what: string, retryAfterSeconds: number): GraphQLError =>
  new GraphQLError(`${what}: try again in ${retryAfterSeconds} s`, {
    extensions: {
      code,
      retryAfterSeconds,
      http: { status: 429, headers: { 'retry-after': String(retryAfterSeconds) } },
    },
  });
