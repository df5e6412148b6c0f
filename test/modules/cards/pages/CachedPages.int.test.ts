import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PageReading } from '../../../../src/modules/cards/application/PageReader.ts';
import { CardUrl } from '../../../../src/modules/cards/domain/CardUrl.ts';
import { PageMetadata } from '../../../../src/modules/cards/domain/PageMetadata.ts';
import { CachedPages } from '../../../../src/modules/cards/infrastructure/pages/CachedPages.ts';
import { PageRetention } from '../../../../src/modules/cards/infrastructure/pages/PageRetention.ts';
import { Database } from '../../../../src/shared/infrastructure/database/Database.ts';
import { createTestDatabase, type TestDatabase } from '../../../support/database.ts';
import { log as logger } from '../../../support/log.ts';

const metadata = PageMetadata.of({
  title: 'A page',
  description: 'Text',
  imageUrl: 'https://example.org/a.png',
  siteName: 'A site',
});
const read: PageReading = { kind: 'read', metadata };
const nothing: PageReading = { kind: 'nothing', reason: 'NoPageError: status 404' };
const notNow: PageReading = { kind: 'not-now', reason: 'TimeoutError' };
const url = (text = 'https://example.org/page') => CardUrl.create(text).unwrap();

let testDatabase: TestDatabase;
let database: Database;
let asked: string[];
let answer: () => Promise<PageReading>;
let pages: CachedPages;

beforeEach(async () => {
  testDatabase = await createTestDatabase();
  database = new Database({ url: testDatabase.url, poolSize: 10, logger });
  asked = [];
  answer = async () => read;
  pages = new CachedPages(database, {
    read: ({ canonical }) => {
      asked.push(canonical);
      return answer();
    },
  });
});
afterEach(async () => {
  await database[Symbol.asyncDispose]();
  await testDatabase[Symbol.asyncDispose]();
});

/** As if everything had been so long ago. */
const letPass = (interval: string) =>
  database.client.$executeRawUnsafe(
    `UPDATE page_metadata SET fetched_at = fetched_at - interval '${interval}', not_before = not_before - interval '${interval}'`,
  );

describe('the pages that are kept', () => {
  it.each([
    ['what it says', read],
    ['that there is nothing to be had', nothing],
  ])('are asked once a day: %s', async (_what, reading) => {
    answer = async () => reading;
    expect(await pages.read(url())).toEqual(reading);
    await letPass('23 hours 59 minutes');
    // Tracking parameters and fragments do not make it another page.
    expect(await pages.read(url('https://EXAMPLE.org/page?utm_source=a#part'))).toEqual(reading);
    expect(asked).toEqual(['https://example.org/page']);
    await letPass('1 minute');
    expect(await pages.read(url())).toEqual(reading);
    expect(asked).toHaveLength(2);
  });

  it('are kept apart', async () => {
    await pages.read(url());
    await pages.read(url('https://example.org/other'));
    expect(asked).toHaveLength(2);
  });

  it('say what they say newly', async () => {
    await pages.read(url());
    await letPass('1 day');
    answer = async () => nothing;
    await pages.read(url());
    expect(await pages.read(url())).toEqual(nothing);
    await letPass('1 day');
    answer = async () => read;
    await pages.read(url());
    expect(await pages.read(url())).toEqual(read);
  });

  it('are asked by one of a hundred who want to know at the same time', async () => {
    const answered = Promise.withResolvers<PageReading>();
    answer = () => answered.promise;
    const savers = Array.from({ length: 100 }, () => pages.read(url()));
    const first = await Promise.race(savers);
    expect(first).toMatchObject({ kind: 'not-now' });
    answered.resolve(read);
    const readings = await Promise.all(savers);
    expect(asked).toHaveLength(1);
    const known = readings.filter(({ kind }) => kind === 'read');
    const told = readings.filter(({ kind }) => kind === 'not-now');
    expect([known.length > 0, known.length + told.length]).toEqual([true, 100]);
    // Those who were told to come later find it.
    expect(await pages.read(url())).toEqual(read);
    expect(asked).toHaveLength(1);
  });

  it('are asked by another when whoever asked did not live to hear the answer', async () => {
    answer = () => Promise.reject(new Error('the process is gone'));
    await expect(pages.read(url())).rejects.toThrow('gone');
    answer = async () => read;
    expect(await pages.read(url())).toMatchObject({ kind: 'not-now' });
    await letPass('10 seconds');
    expect(await pages.read(url())).toEqual(read);
  });

  it('are left in peace for ever longer while they do not answer, and no longer once they did', async () => {
    answer = async () => notNow;
    const waitsMs: number[] = [];
    for (let failure = 1; failure <= 12; failure += 1) {
      expect(await pages.read(url())).toEqual(notNow);
      expect(await pages.read(url())).toMatchObject({ kind: 'not-now' });
      expect(asked).toHaveLength(failure);
      const [row] = await database.client.$queryRaw<{ ms: number }[]>`
        SELECT round(extract(epoch FROM not_before - now()) * 1000)::int AS ms FROM page_metadata`;
      waitsMs.push(row?.ms ?? 0);
      await letPass('3 minutes');
    }
    for (const [failures, ms] of waitsMs.entries()) {
      const expected = Math.min(500 * 2 ** failures, 150_000);
      expect(ms).toBeLessThanOrEqual(expected);
      expect(ms).toBeGreaterThan(expected - 450);
    }
    answer = async () => read;
    expect(await pages.read(url())).toEqual(read);
    expect(await database.client.pageMetadata.findMany()).toMatchObject([{ failures: 0 }]);
  });
});

describe('retention of pages', () => {
  it('removes what is no longer good, and what never answered, in batches', async () => {
    for (let n = 0; n < 5; n += 1) await pages.read(url(`https://example.org/${n}`));
    answer = async () => notNow;
    await pages.read(url('https://example.org/down'));
    await letPass('1 day 1 minute');
    answer = async () => read;
    await pages.read(url('https://example.org/fresh'));
    await pages.read(url('https://example.org/0'));
    await new PageRetention(database, 2).run();
    const kept = await database.client.pageMetadata.findMany({ orderBy: { canonicalUrl: 'asc' } });
    expect(kept.map(({ canonicalUrl }) => canonicalUrl)).toEqual([
      'https://example.org/0',
      'https://example.org/fresh',
    ]);
  });
});
