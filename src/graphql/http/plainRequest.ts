import type { IncomingMessage } from 'node:http';
import { documentIdOf } from '../documents/TrustedDocuments.ts';
import { isObject, parsedJson } from './json.ts';
import { type ResultType, resultTypeFor } from './resultType.ts';

/** A request as nearly every client sends it: one operation in a JSON body, to be answered with one result in JSON. */
export interface PlainRequest {
  readonly query: string | undefined;
  /** Of a trusted document, meant where there is no query. */
  readonly documentId: string | undefined;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>> | undefined;
  readonly authorization: string | null;
  readonly resultType: ResultType;
}

/** Undefined for anything that Yoga would refuse, or answer in another form. */
export function plainRequest(
  { method, headers }: Pick<IncomingMessage, 'method' | 'headers'>,
  body: Buffer,
): PlainRequest | undefined {
  if (method !== 'POST' || !isUsual(headers['content-type'])) return undefined;
  const resultType = resultTypeFor(headers.accept);
  const parameters = resultType && parametersIn(body);
  return parameters && { ...parameters, resultType, authorization: headers.authorization ?? null };
}

/** JSON in one of the two ways in which nearly every client says so. Of others Yoga finds out how they are written. */
const isUsual = (contentType: string | undefined): boolean =>
  contentType === 'application/json' || /^application\/json; ?charset=utf-8$/i.test(contentType ?? '');

function parametersIn(body: Buffer): Omit<PlainRequest, 'authorization' | 'resultType'> | undefined {
  // Yoga tells the client of what is no JSON.
  const value = parsedJson(body.toString());
  if (!isObject(value) || !Object.keys(value).every((key) => knownKeys.has(key))) return undefined;
  const { query, operationName, variables, extensions } = value;
  if (!isStringOrNone(query) || !isStringOrNone(operationName)) return undefined;
  if (!isObjectOrNone(variables) || !isObjectOrNone(extensions)) return undefined;
  const documentId = documentIdOf(value);
  if (typeof query !== 'string' && documentId === undefined) return undefined;
  return {
    query: query ?? undefined,
    documentId,
    operationName: operationName ?? undefined,
    variables: variables ?? undefined,
  };
}

const knownKeys: ReadonlySet<string> = new Set(['query', 'operationName', 'variables', 'extensions', 'documentId']);

const isObjectOrNone = (value: unknown): value is Record<string, unknown> | null | undefined =>
  value === undefined || value === null || isObject(value);

const isStringOrNone = (value: unknown): value is string | null | undefined =>
  value === undefined || value === null || typeof value === 'string';
