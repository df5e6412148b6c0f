import type { CardUrl } from '../domain/CardUrl.ts';
import type { PageMetadata } from '../domain/PageMetadata.ts';

/** Asks pages what they say of themselves. */
export interface PageReader {
  /** Never rejects because of the page, whatever it is or does; rejects when what this reader needs itself is out. */
  read(url: CardUrl): Promise<PageReading>;
}

export type PageReading =
  | { readonly kind: 'read'; readonly metadata: PageMetadata }
  /** There is nothing to be had, and asking again would not help. */
  | { readonly kind: 'nothing'; readonly reason: string }
  /** It did not work out this time. */
  | { readonly kind: 'not-now'; readonly reason: string };
