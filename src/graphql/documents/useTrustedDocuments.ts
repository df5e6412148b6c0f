import type { Plugin } from 'graphql-yoga';
import { documentIdOf, type TrustedDocuments } from './TrustedDocuments.ts';

/** Puts the text in the place of what names it, for what comes through Yoga. The direct way and sockets do so themselves. */
export const useTrustedDocuments = (documents: TrustedDocuments): Plugin => ({
  onParams({ params, setParams }) {
    const { query } = params;
    // Yoga says what is wrong with it.
    if (query !== undefined && query !== null && typeof query !== 'string') return;
    const id = documentIdOf(params);
    if (id === undefined && query === undefined) return;
    setParams({ ...params, query: documents.textOf(query, id) });
  },
});
