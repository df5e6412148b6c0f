import { OutboundRefusedError } from '../../../../shared/infrastructure/outbound/OutboundRefusedError.ts';
import { type OutboundRules, publicInternet } from '../../../../shared/infrastructure/outbound/OutboundRules.ts';
import { UnknownEncodingError } from '../../../../shared/infrastructure/outbound/readBounded.ts';
import type { PageReader, PageReading } from '../../application/PageReader.ts';
import type { CardUrl } from '../../domain/CardUrl.ts';
import { decodeHtml } from './decodeHtml.ts';
import { type FetchedPage, fetchPage, NoPageError } from './fetchPage.ts';
import { parseMetadata } from './parseMetadata.ts';

export interface WebPagesOptions {
  /** Default: the public internet alone. */
  readonly rules?: OutboundRules | undefined;
  /** For a page in all, redirects included. Default 5 s. */
  readonly timeoutMs?: number | undefined;
}

/**
 * Pages on the web, which strangers wrote and strangers chose. What such a page can do to this server is bounded by what it is asked through
 * (openUrl, fetchPage) and by how it is read (parseMetadata): see docs/decisions/0015-card-metadata.md.
 */
export class WebPages implements PageReader {
  readonly #rules: OutboundRules;
  readonly #timeoutMs: number;

  constructor({ rules = publicInternet, timeoutMs = 5_000 }: WebPagesOptions = {}) {
    this.#rules = rules;
    this.#timeoutMs = timeoutMs;
  }

  /** The address in its canonical form is asked for, so that whoever saves the page gets the same answer. */
  async read({ canonical }: CardUrl): Promise<PageReading> {
    const page = await this.#fetch(new URL(canonical));
    if ('kind' in page) return page;
    return { kind: 'read', metadata: await parseMetadata(decodeHtml(page.bytes, page.charset), page.url) };
  }

  async #fetch(url: URL): Promise<FetchedPage | Exclude<PageReading, { kind: 'read' }>> {
    try {
      return await fetchPage(url, { rules: this.#rules, signal: AbortSignal.timeout(this.#timeoutMs) });
    } catch (error) {
      return { kind: isLasting(error) ? 'nothing' : 'not-now', reason: reasonOf(error) };
    }
  }
}

const isLasting = (error: unknown): boolean =>
  error instanceof NoPageError || error instanceof OutboundRefusedError || error instanceof UnknownEncodingError;

/** Bounded: part of it may come from the page. */
function reasonOf(error: unknown): string {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return `${name}: ${message}`.toWellFormed().replaceAll('\0', '').slice(0, 200);
}
