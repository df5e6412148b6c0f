import { GraphQLError } from 'graphql';
import type { GraphQLParams } from 'graphql-yoga';
import { isObject, parsedJson } from './json.ts';

/**
 * What a request by GET asks for. As Yoga reads it, but for what is no JSON, which it would take for a failure of the server. Throws
 * GraphQLError.
 */
export function searchParameters(url: string): GraphQLParams & { documentId?: string } {
  const search = new URL(url).searchParams;
  const parameters: ReturnType<typeof searchParameters> = {};
  for (const name of ['query', 'documentId', 'operationName'] as const) {
    const text = search.get(name);
    if (text) parameters[name] = text;
  }
  for (const name of ['variables', 'extensions'] as const) {
    const text = search.get(name);
    const value = text ? parsedJson(text) : null;
    if (isObject(value)) parameters[name] = value;
    else if (value !== null) throw noObject(name);
  }
  return parameters;
}

const noObject = (name: string): GraphQLError =>
  new GraphQLError(`"${name}" must be a JSON object`, { extensions: { code: 'BAD_REQUEST', http: { status: 400 } } });
