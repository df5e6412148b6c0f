import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { Place } from '../support/Bench.ts';
import { fillHistory, type History } from '../support/history.ts';
import type { MeasuredProcess } from '../support/MeasuredProcess.ts';
import { PageReader } from '../support/PageReader.ts';
import type { Figures, Part } from '../support/Part.ts';
import { percentilesOf } from '../support/percentiles.ts';
import { Saves } from '../support/saves.ts';

const sizes = { small: 10_000, large: 1_000_000 } as const;
/** Pages that each list has in the small history as well, and how often each is read. */
const firstPages = 8;
const passes = 15;
/** How far back the deep ones are. */
const deepPage = 1_000;
/** PostgreSQL's processes tell what they counted when they were idle for so long, at the latest. */
const statisticsMs = 11_000;

export const readKinds = ['global', 'following', 'curator', 'collection', 'card', 'notifications'] as const;

interface Library {
  readonly place: Place;
  readonly readers: readonly PageReader[];
}

/**
 * Pages of 50 of each kind of feed and of the notifications, of a history of ten thousand and of one of a million, and far back in the latter;
 * and whether PostgreSQL read any table of more than a thousand rows from one end to the other meanwhile.
 */
export const reading: Part = {
  name: 'reading',
  open: async (bench) => {
    await using opened = new AsyncDisposableStack();
    const open = async (size: number): Promise<Library> => {
      const place = opened.use(await bench.place());
      const history = await fillHistory(place.databaseUrl, size);
      const server = opened.use(await bench.ours(place));
      return { place, readers: readersOf(server, history, await bench.tokenOf(history.viewer)) };
    };
    const libraries = { small: await open(sizes.small), large: await open(sizes.large) };
    for (const reader of libraries.large.readers) await reader.walk(deepPage + firstPages);
    for (const reader of libraries.small.readers)
      for (let time = 0; time < 20; time += 1) await reader.walkAgain(firstPages);
    const parts = opened.move();
    return {
      measurements: () => ({ 'in turn': () => measure(libraries) }),
      [Symbol.asyncDispose]: () => parts.disposeAsync(),
    };
  },
};

function readersOf({ url }: MeasuredProcess, { feeds }: History, token: string): PageReader[] {
  return readKinds.map((kind) => new PageReader({ kind, url, token, feed: feeds[kind] }));
}

async function measure({ small, large }: Readonly<Record<keyof typeof sizes, Library>>): Promise<Figures> {
  const before = [await sequentialScans(small.place), await sequentialScans(large.place)];
  const took = new Map<string, number[]>();
  const read = async (reader: PageReader | undefined, what: string, page: number): Promise<void> => {
    if (!reader) throw new Error('unreachable: there is a reader for each kind');
    const beganAt = performance.now();
    await reader.read(page);
    took.set(what, [...(took.get(what) ?? []), performance.now() - beganAt]);
  };
  for (let pass = 0; pass < passes; pass += 1) {
    for (const [index, kind] of readKinds.entries()) {
      for (let page = 1; page <= firstPages; page += 1) {
        await read(small.readers[index], `${kind} small`, page);
        await read(large.readers[index], `${kind} large`, page);
        await read(large.readers[index], `${kind} deep`, deepPage + page - 1);
      }
    }
  }
  await delay(statisticsMs);
  const after = [await sequentialScans(small.place), await sequentialScans(large.place)];
  const percentiles = [...took].flatMap(([what, times]) => {
    const { p50, p99 } = percentilesOf(times);
    return [
      [`reading ${what} p50`, p50],
      [`reading ${what} p99`, p99],
    ] as const;
  });
  return { ...Object.fromEntries(percentiles), 'reading sequential scans': sum(after) - sum(before) };
}

const counts = z.tuple([z.object({ scans: z.string().transform(Number) })]);

async function sequentialScans({ databaseUrl }: Place): Promise<number> {
  await using saves = await Saves.open(databaseUrl);
  const rows = await saves.query(
    'SELECT coalesce(sum(seq_scan), 0)::text AS scans FROM pg_stat_user_tables WHERE n_live_tup > 1000',
  );
  return counts.parse(rows)[0].scans;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
