/** How much one document may ask for, whichever transport it comes by. */
export interface DocumentLimits {
  /** MAX_DOCUMENT_TOKENS: 2,000. Names, punctuation and values; comments are none. */
  readonly tokens: number;
  /** MAX_DOCUMENT_DEPTH: 10 fields within each other. No more than `maxNesting` are ever reached. */
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

/**
 * How far a document may lead whoever walks it down: brackets within each other, and selections, those of fragments counted where they are
 * spread. graphql's parser, its rules and its executor call themselves for each level, and the stack of a process of Node was seen to end at 1,200
 * levels. It does not depend on what is configured.
 */
export const maxNesting = 500;
