import { setImmediate as nextTurn } from 'node:timers/promises';
import { Parser } from 'htmlparser2';
import { PageMetadata } from '../../domain/PageMetadata.ts';

/** Characters that are parsed before others have their turn: some milliseconds at the worst. */
const chunkLength = 16_384;
/** No page nests so deep in its head, and the parser's work grows with the square of it. */
const maxDepth = 200;

/** What is taken for each field, the best first: Open Graph (https://ogp.me), what came after it, and what was there before. */
const titleNames = ['og:title', 'twitter:title', 'title'];
const descriptionNames = ['og:description', 'twitter:description', 'description'];
const imageNames = ['og:image:secure_url', 'og:image', 'og:image:url', 'twitter:image', 'twitter:image:src'];
const siteNames = ['og:site_name', 'application-name'];
const wanted = new Set([...titleNames, ...descriptionNames, ...imageNames, ...siteNames]);

/** What the head of a page says of it. Nothing in it is executed or loaded. Whatever the input is, it takes time in proportion to its length. */
export async function parseMetadata(html: string, url: URL): Promise<PageMetadata> {
  const head = new Head();
  for (let from = 0; from < html.length && !head.hasEnded; from += chunkLength) {
    if (from > 0) await nextTurn();
    head.write(html.slice(from, from + chunkLength));
  }
  const image = head.first(imageNames);
  return PageMetadata.of({
    title: head.first(titleNames),
    description: head.first(descriptionNames),
    imageUrl: image && absolute(image, head.base, url),
    siteName: head.first(siteNames),
  });
}

class Head {
  /** The first that was said under each name. */
  readonly #said = new Map<string, string>();
  readonly #parser: Parser;
  base: string | undefined;
  hasEnded = false;
  #depth = 0;
  #isInTitle = false;
  /** Pictures have titles of their own. */
  #isInPicture = false;
  #title = '';

  constructor() {
    this.#parser = new Parser({
      onopentag: (name, attributes) => this.#open(name, attributes),
      ontext: (text) => {
        if (this.#isInTitle) this.#title += text;
      },
      onclosetag: (name) => this.#close(name),
    });
  }

  write(chunk: string): void {
    this.#parser.write(chunk);
  }

  first(names: readonly string[]): string | undefined {
    return names.map((name) => this.#said.get(name)).find((text) => text !== undefined);
  }

  #open(name: string, attributes: Readonly<Record<string, string>>): void {
    this.#depth += 1;
    if (name === 'body' || this.#depth > maxDepth) this.hasEnded = true;
    if (this.hasEnded) return;
    if (name === 'svg') this.#isInPicture = true;
    else if (name === 'title') this.#isInTitle = !this.#isInPicture;
    else if (name === 'base') this.base ??= attributes.href;
    else if (name === 'meta') this.#say(attributes.property ?? attributes.name, attributes.content);
  }

  #close(name: string): void {
    this.#depth -= 1;
    if (name === 'head') this.hasEnded = true;
    if (name === 'svg') this.#isInPicture = false;
    if (name !== 'title' || !this.#isInTitle) return;
    this.#isInTitle = false;
    this.#say('title', this.#title);
  }

  #say(name: string | undefined, content: string | undefined): void {
    const key = name?.trim().toLowerCase();
    if (key === undefined || !wanted.has(key) || !content?.trim() || this.#said.has(key)) return;
    this.#said.set(key, content);
  }
}

function absolute(image: string, base: string | undefined, url: URL): string | undefined {
  const from = base !== undefined && URL.canParse(base, url) ? new URL(base, url) : url;
  return URL.canParse(image, from) ? new URL(image, from).href : undefined;
}
