import type { DocumentNode } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { DocumentCache } from './DocumentCache.ts';

/**
 * Parses and validates a document once, whichever transport it comes by; equal texts then are one and the same DocumentNode, which a
 * WeakMap may hang more on. Only what is valid is kept: what is not costs its sender's request, and no memory.
 *
 * Rules of validation see a document once, not with each request: they must depend on nothing but the document and the schema.
 */
export function useDocumentCache(cache = new DocumentCache()): Plugin {
  const valid = new WeakSet<DocumentNode>();
  return {
    onParse({ params: { source }, setParsedDocument }) {
      const document = cache.get(typeof source === 'string' ? source : source.body);
      if (document) setParsedDocument(document);
    },

    onValidate({ params: { documentAST: document }, setResult }) {
      if (valid.has(document)) {
        setResult([]);
        return;
      }
      return ({ valid: isValid }) => {
        if (!isValid) return;
        valid.add(document);
        const text = document.loc?.source.body;
        if (text !== undefined) cache.keep(text, document);
      };
    },
  };
}
