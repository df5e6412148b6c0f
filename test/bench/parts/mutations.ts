import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { AddUrl } from '../../support/client.operations.ts';
import type { Bench } from '../support/Bench.ts';
import { KeepAliveClient } from '../support/KeepAliveClient.ts';
import { type Figures, unprepared } from '../support/Part.ts';
import { percentilesOf } from '../support/percentiles.ts';
import { Saves } from '../support/saves.ts';

const program = fileURLToPath(new URL('../tasks/sqlSaves.ts', import.meta.url));
const rate = z.object({ perSecond: z.number(), p99: z.number() });

const atOnce = 32;
/** DATABASE_POOL_SIZE is this by default. */
const poolSize = 10;
/** Until what a mutation takes is compiled: after 3 s its rate still rose by a fifth. */
const warmUpMs = 12_000;
const measuredMs = 4_000;

/** 32 curators who save one link after the other, by mutations and by one statement that writes the same rows. */
export const mutations = unprepared('mutations', (bench) => ({
  ours: () => ours(bench),
  'by SQL': () => bySql(bench),
}));

async function ours(bench: Bench): Promise<Figures> {
  await using opened = new AsyncDisposableStack();
  const place = opened.use(await bench.place());
  const saves = opened.use(await Saves.open(place.databaseUrl));
  const curators = await saves.introduce(atOnce);
  const server = opened.use(await bench.ours(place));
  const tokens = await Promise.all(curators.map((did) => bench.tokenOf(did)));
  const clients = tokens.map((token) => opened.use(new KeepAliveClient(server.url, token)));

  await saveFor(clients, warmUpMs);
  const before = await server.cpuSeconds();
  const beganAt = performance.now();
  const took = await saveFor(clients, measuredMs);
  const perSecond = (took.length / (performance.now() - beganAt)) * 1_000;
  const cpuMs = ((await server.cpuSeconds()) - before) * 1_000;
  return {
    'mutations ours': perSecond,
    'mutations ours p99': percentilesOf(took).p99,
    'mutations ours cpu': cpuMs / took.length,
  };
}

let saved = 0;

/** How long each took, in ms. */
async function saveFor(clients: readonly KeepAliveClient[], ms: number): Promise<number[]> {
  const until = performance.now() + ms;
  const took: number[] = [];
  const keepSaving = async (client: KeepAliveClient): Promise<void> => {
    while (performance.now() < until) {
      const sentAt = performance.now();
      const url = `https://example.org/mutated/${(saved += 1)}`;
      took.push((await client.mutate(AddUrl, { url }, 'AddUrlToLibraryPayload')) - sentAt);
    }
  };
  await Promise.all(clients.map(keepSaving));
  return took;
}

async function bySql(bench: Bench): Promise<Figures> {
  await using place = await bench.place();
  await using saves = await Saves.open(place.databaseUrl);
  const curators = await saves.introduce(atOnce);
  const task = { databaseUrl: place.databaseUrl, curators, poolSize, warmUpMs, measuredMs };
  const { perSecond, p99 } = rate.parse(await bench.task(program, task));
  return { 'mutations sql': perSecond, 'mutations sql p99': p99 };
}
