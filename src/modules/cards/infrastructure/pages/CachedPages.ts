import { z } from 'zod';
import { Prisma } from '../../../../generated/prisma/client.ts';
import type { Database } from '../../../../shared/infrastructure/database/Database.ts';
import type { PageReader, PageReading } from '../../application/PageReader.ts';
import type { CardUrl } from '../../domain/CardUrl.ts';
import { PageMetadata } from '../../domain/PageMetadata.ts';

/** How long a page's answer is good for. */
export const freshHours = 24;
/** How long a page is left to whoever asks it: longer than asking may take, so that nobody else does meanwhile. */
const claimMs = 10_000;
/** After a page did not answer; each further time in a row doubles it. At most as long as the outbox waits at that point, so that one saver is never held up by it. */
const firstWaitMs = 500;
const maxWaitMs = 150_000;

const optionalText = z
  .string()
  .nullable()
  .transform((text) => text ?? undefined);
const answer = z.object({
  title: optionalText,
  description: optionalText,
  imageUrl: optionalText,
  siteName: optionalText,
  reason: optionalText,
});

const busy: PageReading = { kind: 'not-now', reason: 'the page is being asked, or failed a moment ago' };
const isFresh = Prisma.sql`page_metadata.fetched_at > now() - ${freshHours} * interval '1 hour'`;

/**
 * Asks each page once a day, however many save it and on whichever instance: the answer, also that there is nothing to be had, is kept in
 * page_metadata. While somebody asks, and for a while after a page did not answer, others are told `not-now`. All times are the database's.
 *
 * Each method is a statement of its own, in no transaction: what lies between may take seconds.
 */
export class CachedPages implements PageReader {
  readonly #database: Database;
  readonly #pages: PageReader;

  constructor(database: Database, pages: PageReader) {
    this.#database = database;
    this.#pages = pages;
  }

  async read(url: CardUrl): Promise<PageReading> {
    const kept = await this.#find(url);
    if (kept) return kept;
    if (!(await this.#claim(url))) return (await this.#find(url)) ?? busy;
    const reading = await this.#pages.read(url);
    if (reading.kind === 'not-now') await this.#noteFailure(url);
    else await this.#keep(url, reading);
    return reading;
  }

  async #find({ canonical }: CardUrl): Promise<PageReading | undefined> {
    const [row] = await this.#database.client.$queryRaw<unknown[]>`
      SELECT title, description, image_url AS "imageUrl", site_name AS "siteName", reason FROM page_metadata
      WHERE canonical_url = ${canonical} AND ${isFresh}`;
    if (row === undefined) return undefined;
    const { reason, ...page } = answer.parse(row);
    return reason === undefined ? { kind: 'read', metadata: PageMetadata.of(page) } : { kind: 'nothing', reason };
  }

  /** False if somebody else is at it, has just got the answer, or it is too early to ask again. */
  async #claim({ canonical }: CardUrl): Promise<boolean> {
    const claimed = await this.#database.client.$executeRaw`
      INSERT INTO page_metadata (canonical_url, not_before) VALUES (${canonical}, now() + ${claimMs} * interval '1 ms')
      ON CONFLICT (canonical_url) DO UPDATE SET not_before = excluded.not_before
      WHERE page_metadata.not_before <= now() AND (${isFresh}) IS NOT TRUE`;
    return claimed === 1;
  }

  async #keep({ canonical }: CardUrl, reading: Exclude<PageReading, { kind: 'not-now' }>): Promise<void> {
    const { title, description, imageUrl, siteName } =
      reading.kind === 'read' ? reading.metadata : PageMetadata.nothing;
    const reason = reading.kind === 'nothing' ? reading.reason : null;
    await this.#database.client.$executeRaw`
      UPDATE page_metadata SET title = ${title ?? null}, description = ${description ?? null}, image_url = ${imageUrl ?? null},
        site_name = ${siteName ?? null}, reason = ${reason}, fetched_at = now(), not_before = now(), failures = 0
      WHERE canonical_url = ${canonical}`;
  }

  async #noteFailure({ canonical }: CardUrl): Promise<void> {
    await this.#database.client.$executeRaw`
      UPDATE page_metadata SET failures = failures + 1,
        not_before = now() + least(${maxWaitMs}, ${firstWaitMs} * power(2, least(failures, 20))) * interval '1 ms'
      WHERE canonical_url = ${canonical}`;
  }
}
