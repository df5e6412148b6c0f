import { maxUnwrittenBytes } from '../../../src/graphql/sockets/FrameWriter.ts';
import type { Row } from '../../bench/support/Row.ts';
import { hostilityNames } from './hostilities.ts';
import { neverReading } from './neverRead.ts';
import { measured } from './Samples.ts';

export const everything = 'all at once';
export const quiet = 'quiet';

export const megabyte = 1024 * 1024;
/** What is kept for those who never read, by design; and 16 KB for each of 6,500 other connections, with what is in the making. */
const peakMayGrowBy = (neverReading * maxUnwrittenBytes) / megabyte + 128;
/** Caches: documents, tokens, and what of a feed was sent last. The same as fuzzing may leave. */
const mayStay = 16;
const atMost = 3;

const part = 'load';

/** A row, and the name of what has to be measured for it. */
export interface LoadRow extends Row {
  readonly about: string;
}

/** What those who use the server as it is meant wait for, with each hostility and without; and the server's memory. */
export const rows: readonly LoadRow[] = [
  ...[...hostilityNames, everything].flatMap((name) => measured.flatMap((what) => timeRows(name, what))),
  ...memoryRows('peak', 'with all of them there', peakMayGrowBy),
  ...memoryRows('after', 'after they have gone', mayStay),
];

function timeRows(name: string, what: string): LoadRow[] {
  const row = (rank: string): LoadRow => ({
    part,
    about: name,
    what: `${name}: ${what} ${rank}`,
    ours: `${name} ${what} ${rank}`,
    against: { name: quiet, figure: `${quiet} ${what} ${rank}` },
    unit: ' ms',
  });
  return [row('p50'), { ...row('p99'), aim: { atMost } }];
}

function memoryRows(when: string, described: string, atMostMegabytes: number): LoadRow[] {
  const row = (figure: string, named: string): LoadRow => ({
    part,
    about: everything,
    what: `${named} ${described}`,
    ours: `${when} ${figure}`,
    against: { name: 'before', figure: `before ${figure}` },
    compared: 'subtracted',
    unit: ' MB',
  });
  return [{ ...row('used', 'memory in use'), aim: { atMost: atMostMegabytes } }, row('rss', 'memory of the process')];
}
