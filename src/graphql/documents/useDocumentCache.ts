import { type DocumentNode, Kind, Source } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { DocumentCache } from './DocumentCache.ts';

/**
 * Parses and validates a document once, whichever transport it comes by; equal texts then are one and the same DocumentNode, which a
 * WeakMap may hang more on. Only what is valid is kept: what is not costs its sender's request, and no memory.
 *
 * Rules of validation see a document once, not with each request: they must depend on nothing but the document and the schema.
 */
export function useDocumentCache(cache: DocumentCache): Plugin {
  const valid = new WeakSet<DocumentNode>();
  return {
    onParse({ params, setParsedDocument }) {
      const text = textOf(params.source);
      const document = text === undefined ? undefined : cache.get(text);
      if (document) setParsedDocument(document);
    },

    onValidate({ params, setResult }) {
      const document: unknown = params.documentAST;
      if (!isDocument(document)) return undefined;
      if (valid.has(document)) {
        setResult([]);
        return undefined;
      }
      return ({ valid: isValid }) => {
        if (!isValid) return;
        valid.add(document);
        const text = textOf(document.loc?.source);
        if (text !== undefined) cache.keep(text, document);
      };
    },
  };
}

// In graphql's own types; Yoga's are any.
function textOf(source: unknown): string | undefined {
  if (typeof source === 'string') return source;
  return source instanceof Source ? source.body : undefined;
}

const isDocument = (node: unknown): node is DocumentNode =>
  node instanceof Object && 'kind' in node && node.kind === Kind.DOCUMENT;
