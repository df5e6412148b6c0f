/** How much one document may ask for, whichever transport it comes by. */
export interface DocumentLimits {
  /** MAX_DOCUMENT_TOKENS: 2,000. Names, punctuation and values; comments are none. */
  readonly tokens: number;
  /** MAX_DOCUMENT_DEPTH: 10 fields within each other. */
  readonly depth: number;
  /** MAX_DOCUMENT_ALIASES: 30. */
  readonly aliases: number;
  /** MAX_DOCUMENT_DIRECTIVES: 20. */
  readonly directives: number;
  /** MAX_DOCUMENT_COMPLEXITY: 10,000 fields that the answer may have. */
  readonly complexity: number;
}

export const defaultDocumentLimits: DocumentLimits = {
  tokens: 2_000,
  depth: 10,
  aliases: 30,
  directives: 20,
  complexity: 10_000,
};
