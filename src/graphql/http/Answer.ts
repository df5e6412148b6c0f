import type { ExecutionResult, GraphQLError, GraphQLFormattedError } from 'graphql';
import type { ResultType } from './resultType.ts';

/** A result as it is sent. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | number>>;
  readonly text: string;
}

/**
 * A result whose errors are presented, with the status and the headers that they ask for in `extensions.http`, as Yoga does. Throws for
 * values that JSON has no words for.
 */
export function answerOf(result: ExecutionResult, type: ResultType): Answer {
  const { errors } = result;
  const text = JSON.stringify(errors ? { ...result, errors: errors.map(withoutHttp) } : result);
  const headers = { 'content-type': `${type}; charset=utf-8`, 'content-length': Buffer.byteLength(text) };
  if (!errors) return { status: 200, headers, text };
  return { status: statusOf(errors, type), headers: { ...headers, ...headersOf(errors) }, text };
}

/** The gravest status. Under application/json, a well-formed request that GraphQL refuses is answered with 200 (`spec`). */
function statusOf(errors: readonly GraphQLError[], type: ResultType): number {
  const statuses = errors
    .map(httpOf)
    .map(({ status, spec }) => (spec && type === 'application/json' ? undefined : status));
  return Math.max(200, ...statuses.filter((status) => status !== undefined));
}

const headersOf = (errors: readonly GraphQLError[]): Record<string, string> =>
  Object.fromEntries(errors.flatMap((error) => Object.entries(httpOf(error).headers ?? {})));

const httpOf = ({ extensions }: GraphQLError) => extensions.http ?? {};

function withoutHttp(error: GraphQLError): GraphQLFormattedError {
  const { http: _http, ...extensions } = error.extensions;
  return { ...error.toJSON(), extensions };
}
