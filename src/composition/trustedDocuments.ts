import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { GraphQLError, GraphQLSchema } from 'graphql';
import { z } from 'zod';
import { type DocumentRules, faultIn } from '../graphql/documents/documentRules.ts';
import { ConfigurationError } from '../shared/infrastructure/ConfigurationError.ts';
import type { Config } from './config.ts';

const file = z.record(z.string(), z.string());

/** What documents are held to when clients send them. */
export const documentRules = ({ api, limits }: Config, schema: GraphQLSchema): DocumentRules => ({
  schema,
  introspection: api.introspection,
  limits: limits.documents,
});

/**
 * Reads what codegen writes as persisted-documents.json: documents by their SHA-256, with or without `sha256:` before it. Rejects with
 * ConfigurationError for a file that cannot be read, for a hash that is another document's, and for a document that would be refused, whether the schema
 * has no answer to it or it asks for more than it may: a client that was deployed with it would find out otherwise.
 *
 * @returns the documents by the bare hash.
 */
export async function loadTrustedDocuments(path: string, rules: DocumentRules): Promise<ReadonlyMap<string, string>> {
  const documents = new Map<string, string>();
  for (const [id, text] of Object.entries(await read(path))) {
    const hash = createHash('sha256').update(text).digest('hex');
    if (id !== hash && id !== `sha256:${hash}`)
      throw unusable(path, `what stands under ${id} has the hash sha256:${hash}`);
    const fault = faultIn(text, rules);
    if (fault) throw unusable(path, `the document ${id} cannot be executed: ${described(fault)}`);
    documents.set(hash, text);
  }
  return documents;
}

async function read(path: string): Promise<Record<string, string>> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw unusable(path, cause instanceof Error ? cause.message : String(cause), cause);
  }
  const parsed = file.safeParse(value);
  if (!parsed.success) throw unusable(path, 'it must be a JSON object of documents by their hashes');
  return parsed.data;
}

/** Limits are known by their codes; what graphql itself says names its rule well enough. */
const described = ({ message, extensions: { code } }: GraphQLError): string =>
  typeof code === 'string' ? `${message} (${code})` : message;

const unusable = (path: string, why: string, cause?: unknown): ConfigurationError =>
  new ConfigurationError(`TRUSTED_DOCUMENTS=${path} cannot be used: ${why}`, { cause });
