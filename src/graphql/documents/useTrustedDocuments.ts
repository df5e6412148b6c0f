import type { Plugin } from 'graphql-yoga';
import { documentIdOf, type TrustedDocuments } from './TrustedDocuments.ts';

/** Puts the text in the place of what names it, for what comes through Yoga. The direct way and sockets do so themselves. */
export const useTrustedDocuments = (documents: TrustedDocuments): Plugin => ({
  onParams({ params, request, setParams }) {
    const { query, extensions } = params;
    // Yoga says what is wrong with it.
    if (query !== undefined && query !== null && typeof query !== 'string') return;
    const documentId: unknown =
      request.method === 'GET' ? documentIdIn(request.url) : Reflect.get(params, 'documentId');
    const id = documentIdOf({ documentId, extensions });
    if (id === undefined && query === undefined) return;
    setParams({ ...params, query: documents.textOf(query, id) });
  },
});

const documentIdIn = (url: string): string | null => new URL(url).searchParams.get('documentId');
