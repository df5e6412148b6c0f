import { GraphQLError } from 'graphql';

export interface TrustedDocumentsOptions {
  /** Texts by the SHA-256 of each, in lower-case hexadecimal. Undefined: there are none. */
  readonly documents?: ReadonlyMap<string, string> | undefined;
  /** Whether nothing else is executed. */
  readonly required: boolean;
}

/**
 * Documents that were known before the server started, for clients to name in place of sending them. Nothing is ever added; what is named
 * is treated as if its text had been sent, so it is limited and authorized like any other.
 */
export class TrustedDocuments {
  readonly #documents: ReadonlyMap<string, string> | undefined;
  readonly #required: boolean;

  constructor({ documents, required }: TrustedDocumentsOptions) {
    this.#documents = documents;
    this.#required = required;
  }

  /**
   * The text that is meant. One that was sent counts, whatever is named beside it: a client that repeats its request with the text is
   * answered, and nothing is remembered. Throws GraphQLError.
   *
   * @param query empty counts as none: over WebSocket there has to be one.
   */
  textOf(query: string | null | undefined, id: string | undefined): string {
    if (query || id === undefined) {
      if (this.#required) throw idRequired();
      return query ?? '';
    }
    if (!this.#documents) throw notSupported();
    const text = this.#documents.get(id);
    if (text === undefined) throw notFound();
    return text;
  }
}

/** Texts alone. */
export const anyDocuments = new TrustedDocuments({ required: false });

interface Parameters {
  readonly documentId?: unknown;
  readonly extensions?: unknown;
}

const prefix = 'sha256:';

/** The hash that a client names: as `documentId` (GraphQL over HTTP, appendix A), or in the extension of Apollo's clients. */
export function documentIdOf({ documentId, extensions }: Parameters): string | undefined {
  const id = documentId ?? hashIn(extensions);
  if (typeof id !== 'string') return undefined;
  return id.startsWith(prefix) ? id.slice(prefix.length) : id;
}

function hashIn(extensions: unknown): unknown {
  if (!(extensions instanceof Object) || !('persistedQuery' in extensions)) return undefined;
  const { persistedQuery } = extensions;
  return persistedQuery instanceof Object && 'sha256Hash' in persistedQuery ? persistedQuery.sha256Hash : undefined;
}

const refused = (code: string, message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code, http: { status: 400, spec: true } } });

const idRequired = () =>
  refused('PERSISTED_QUERY_ID_REQUIRED', 'Only trusted documents are executed: send the hash of one, and no text');
const notSupported = () =>
  refused('PERSISTED_QUERY_NOT_SUPPORTED', 'There are no trusted documents here: send the text');
const notFound = () => refused('PERSISTED_QUERY_NOT_FOUND', 'There is no trusted document of this hash');
