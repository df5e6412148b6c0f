import type { CardId } from './CardId.ts';
import type { CardText } from './CardText.ts';
import type { CardUrl } from './CardUrl.ts';
import type { PageMetadata } from './PageMetadata.ts';

export interface UrlContent {
  readonly type: 'URL';
  readonly url: CardUrl;
  readonly page?: PageMetadata | undefined;
  /** The card by which the author found the link, as long as there is that card. */
  readonly viaCardId?: CardId | undefined;
}

export interface NoteContent {
  readonly type: 'NOTE';
  readonly text: CardText;
  /** The card that it is about, if any, as long as there is that card. */
  readonly parentCardId?: CardId | undefined;
}

interface HighlightContent {
  readonly type: 'HIGHLIGHT';
  /** Words of the page that its parent links to. */
  readonly text: CardText;
  /** The link. Every highlight is made of one; undefined when that card is gone. */
  readonly parentCardId: CardId | undefined;
}

/** What a card holds, by its type. */
export type CardContent = UrlContent | NoteContent | HighlightContent;
