/** What is said of a page, as it was found. */
export interface PageDescription {
  readonly title?: string | undefined;
  readonly description?: string | undefined;
  readonly imageUrl?: string | undefined;
  readonly siteName?: string | undefined;
}

const maxLength = { title: 300, description: 1_000, siteName: 100, imageUrl: 2_048 } as const;

/** They make the text around them read otherwise than it is written. */
const bidirectionalControls = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const controls = /[\p{Cc}\u2028\u2029]/gu;

/**
 * What a page says of itself, made fit to be shown: strangers wrote it. Text is one line without control characters and lone surrogates, cut off at
 * 300 characters (title), 1,000 (description) and 100 (site name); the picture has an absolute http(s) URL of at most 2,048. What is
 * empty or cannot be used is left out.
 */
export class PageMetadata {
  readonly title: string | undefined;
  readonly description: string | undefined;
  readonly imageUrl: string | undefined;
  readonly siteName: string | undefined;

  private constructor({ title, description, imageUrl, siteName }: PageDescription) {
    this.title = title;
    this.description = description;
    this.imageUrl = imageUrl;
    this.siteName = siteName;
  }

  static readonly nothing = new PageMetadata({});

  static of({ title, description, imageUrl, siteName }: PageDescription): PageMetadata {
    return new PageMetadata({
      title: toLine(title, maxLength.title),
      description: toLine(description, maxLength.description),
      imageUrl: toImageUrl(imageUrl),
      siteName: toLine(siteName, maxLength.siteName),
    });
  }

  /** The same with what `newer` says instead. What it does not say stays. */
  updatedBy(newer: PageMetadata): PageMetadata {
    return new PageMetadata({
      title: newer.title ?? this.title,
      description: newer.description ?? this.description,
      imageUrl: newer.imageUrl ?? this.imageUrl,
      siteName: newer.siteName ?? this.siteName,
    });
  }

  equals({ title, description, imageUrl, siteName }: PageMetadata): boolean {
    return (
      title === this.title &&
      description === this.description &&
      imageUrl === this.imageUrl &&
      siteName === this.siteName
    );
  }
}

function toLine(text: string | undefined, maxLength: number): string | undefined {
  const line = text
    ?.toWellFormed()
    .replace(controls, ' ')
    .replace(bidirectionalControls, '')
    .replace(/\s+/g, ' ')
    .trim();
  if (!line) return undefined;
  // A surrogate pair that is cut in two is left out whole.
  return line.length <= maxLength ? line : `${line.slice(0, maxLength - 1).replace(/\p{Cs}$/u, '')}…`;
}

function toImageUrl(value: string | undefined): string | undefined {
  if (value === undefined || !URL.canParse(value)) return undefined;
  const { protocol, username, password, href } = new URL(value);
  const isUsable = (protocol === 'http:' || protocol === 'https:') && username === '' && password === '';
  return isUsable && href.length <= maxLength.imageUrl ? href : undefined;
}
