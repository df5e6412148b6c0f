import type { Bench } from '../support/Bench.ts';
import { requestRate } from '../support/httpLoad.ts';
import type { MeasuredProcess } from '../support/MeasuredProcess.ts';
import { type Figures, unprepared } from '../support/Part.ts';

/** A field of its own with a resolver of its own, and nothing behind it: nobody has a token. The peers have the same. */
const query = '{ viewer { did } }';
/** As many for each, however busy the machine is: until the code that a request takes is compiled. */
const warmUp = { requests: 20_000 };
const measured = { seconds: 3 };

/** A plain query over HTTP. Ours logs a line for each request, as in production (LOG_LEVEL=info), and once more without. */
export const http = unprepared('http', (bench) => ({
  ours: () => measureOurs(bench, 'info'),
  'ours, LOG_LEVEL=warn': () => measureOurs(bench, 'warn'),
  yoga: () => measure(bench.peer('obvious'), 'yoga'),
  mercurius: () => measure(bench.peer('mercurius'), 'mercurius'),
}));

async function measureOurs(bench: Bench, LOG_LEVEL: 'info' | 'warn'): Promise<Figures> {
  await using place = await bench.place();
  return await measure(bench.ours(place, { LOG_LEVEL }), `ours ${LOG_LEVEL}`);
}

async function measure(starting: Promise<MeasuredProcess>, name: string): Promise<Figures> {
  await using server = await starting;
  await requestRate(server, query, warmUp);
  const { perSecond, perCpuSecond } = await requestRate(server, query, measured);
  return { [`http ${name}`]: perSecond, [`http ${name} cpu`]: perCpuSecond };
}
