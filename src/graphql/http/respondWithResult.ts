import type { ServerResponse } from 'node:http';
import type { ExecutionResult, GraphQLError, GraphQLFormattedError } from 'graphql';
import type { ResultType } from './resultType.ts';

/** Sends a result whose errors are presented, with the status and the headers that they ask for in `extensions.http`, as Yoga does. */
export function respondWithResult(response: ServerResponse, result: ExecutionResult, type: ResultType): void {
  const { errors } = result;
  const text = JSON.stringify(errors ? { ...result, errors: errors.map(withoutHttp) } : result);
  response.writeHead(errors ? statusOf(errors, type) : 200, {
    'content-type': `${type}; charset=utf-8`,
    'content-length': Buffer.byteLength(text),
    ...(errors && headersOf(errors)),
  });
  response.end(text);
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
