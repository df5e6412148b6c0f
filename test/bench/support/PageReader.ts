import { z } from 'zod';
import type { readKinds } from '../parts/reading.ts';

type Kind = (typeof readKinds)[number];

const size = 50;
const activities = `query Page($feed: FeedInput!, $after: String) {
  list: feed(feed: $feed, first: ${size}, after: $after) {
    nodes { id kind actor { did handle } card { title url } collection { name } createdAt } pageInfo { endCursor } liveCursor
  }
}`;
const notifications = `query Page($after: String) {
  list: notifications(first: ${size}, after: $after) {
    nodes { id kind actor { did handle } actorCount card { title url } createdAt readAt } pageInfo { endCursor }
  }
}`;
const answer = z.object({
  data: z.object({
    list: z.object({ nodes: z.array(z.unknown()).length(size), pageInfo: z.object({ endCursor: z.string() }) }),
  }),
});

export interface PageReaderOptions {
  readonly kind: Kind;
  /** Of the server. */
  readonly url: string;
  readonly token: string;
  /** Undefined for the notifications. */
  readonly feed: object | undefined;
}

/** Reads pages of one list, any whose end of the page before it has seen. */
export class PageReader {
  readonly #options: PageReaderOptions;
  /** Of the ends of pages 1, 2, …; page 1 comes after none. */
  readonly #ends: string[] = [];

  constructor(options: PageReaderOptions) {
    this.#options = options;
  }

  /** Reads pages up to this one, one after the other. */
  async walk(page: number): Promise<void> {
    while (this.#ends.length < page) await this.read(this.#ends.length + 1);
  }

  /** The same from the first on, as if none had been read: to warm a server up. */
  async walkAgain(page: number): Promise<void> {
    this.#ends.length = 0;
    await this.walk(page);
  }

  /** Rejects for a page that is not full, or whose beginning is not known. */
  async read(page: number): Promise<void> {
    const after = this.#ends[page - 2];
    if (page > 1 && after === undefined) throw new Error(`page ${page - 1} was not read yet`);
    const { url, token, feed } = this.#options;
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query: feed ? activities : notifications, variables: { feed, after } }),
    });
    const text = await response.text();
    const parsed = answer.safeParse(JSON.parse(text));
    if (!parsed.success) throw new Error(`page ${page} of ${this.#options.kind}: ${text.slice(0, 500)}`);
    this.#ends[page - 1] = parsed.data.data.list.pageInfo.endCursor;
  }
}
