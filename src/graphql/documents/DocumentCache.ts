import type { DocumentNode } from 'graphql';

export interface DocumentCacheOptions {
  /** Default 1,000. */
  readonly maxDocuments?: number;
  /** Of all texts together, in UTF-16 units; a text longer than a tenth of it is not kept. Default 250,000. */
  readonly maxLength?: number;
}

/**
 * Valid documents by their text; the ones not asked for longest go first. Bounded by length as well as by number: a document takes 80 bytes for
 * each unit of its text where people write it, and up to 330 where somebody means harm, who would fill any machine with the longest.
 */
export class DocumentCache {
  /** Begins with the one not asked for longest. */
  readonly #documents = new Map<string, DocumentNode>();
  readonly #maxDocuments: number;
  readonly #maxLength: number;
  #length = 0;

  constructor({ maxDocuments = 1_000, maxLength = 250_000 }: DocumentCacheOptions = {}) {
    this.#maxDocuments = maxDocuments;
    this.#maxLength = maxLength;
  }

  get(text: string): DocumentNode | undefined {
    const document = this.#documents.get(text);
    if (!document) return undefined;
    this.#documents.delete(text);
    this.#documents.set(text, document);
    return document;
  }

  keep(text: string, document: DocumentNode): void {
    if (text.length > this.#maxLength / 10) return;
    this.#forget(text);
    this.#documents.set(text, document);
    this.#length += text.length;
    while (this.#documents.size > this.#maxDocuments || this.#length > this.#maxLength) this.#forgetOldest();
  }

  #forgetOldest(): void {
    const [oldest] = this.#documents.keys();
    if (oldest !== undefined) this.#forget(oldest);
  }

  #forget(text: string): void {
    if (this.#documents.delete(text)) this.#length -= text.length;
  }
}
