import { collectionSizes } from './parts/collections.ts';
import { readKinds } from './parts/reading.ts';
import type { Row } from './support/Row.ts';

const obvious = 'the obvious';
const plain = 'plain ws';
const perCpuSecond = '/CPU s';

/** What is measured, against what, and the aims. */
export const rows: readonly Row[] = [
  ...fanoutRows('1000', 'one', 'one event at a time', { obvious: 4, plain: 0.9 }),
  ...fanoutRows('5000', 'one', 'one event at a time', { obvious: 7, plain: 0.9 }),
  ...fanoutRows('1000', 'four', 'four events outstanding', { obvious: 9, plain: 2 }),
  ...fanoutRows('5000', 'four', 'four events outstanding', { obvious: 15, plain: 2 }),
  ...fanoutRows('1000', 'burst', 'bursts of 150 events', { obvious: 30, plain: 2 }),
  ...fanoutRows('5000', 'burst', 'bursts of 150 events', { obvious: 30, plain: 2 }),
  {
    part: 'latency',
    what: 'commit to client at 10,000 deliveries/s, p99',
    ours: 'latency ours p99',
    against: { name: obvious, figure: 'latency obvious p99' },
    unit: ' ms',
    aim: { atMost: 0.25 },
  },
  ...deliveryRows(),
  ...stalledRows(),
  ...idleRows(),
  ...followingRows(),
  ...httpRows({ yoga: 5, mercurius: 0.6 }),
  ...mutationRows(),
  {
    part: 'outbox',
    what: 'deliveries through BullMQ and worker to committed effect',
    ours: 'outbox ours',
    against: { name: 'BullMQ alone', figure: 'outbox bullmq' },
    unit: '/s',
    aim: { atLeast: 0.3 },
  },
  ...followersRows(),
  {
    part: 'outbox',
    what: 'the same of what is late, by the relay',
    ours: 'outbox relay',
    against: { name: 'BullMQ alone', figure: 'outbox bullmq' },
    unit: '/s',
  },
  {
    part: 'catch-up',
    what: 'a subscriber 100,000 changes behind, changes',
    ours: 'catch-up ours',
    against: { name: 'paging by SQL', figure: 'catch-up sql' },
    unit: '/s',
    aim: { atLeast: 0.5 },
  },
  ...readingRows(),
  ...collectionRows(),
];

function collectionRows(): Row[] {
  const row = { part: 'collections', unit: ' ms' };
  return (['private', 'public', 'deleted'] as const).flatMap((what) =>
    collectionSizes.flatMap((size): Row[] => [
      {
        ...row,
        what: `a collection of ${size} cards turns ${what}`,
        ours: `collections ${what} ${size}`,
        aim: { atMost: 1_000 },
      },
      { ...row, what: `the same, until everybody can have been told`, ours: `collections ${what} ${size} told` },
    ]),
  );
}

function readingRows(): Row[] {
  const row = { part: 'reading', unit: ' ms' };
  const rowsOf = (kind: string): Row[] => [
    {
      ...row,
      what: `page of 50, ${kind}, of 1,000,000, p99`,
      ours: `reading ${kind} large p99`,
      against: { name: 'of 10,000', figure: `reading ${kind} small p99` },
      aim: { atMost: 2 },
    },
    {
      ...row,
      what: `page 1,000 of ${kind}, p50`,
      ours: `reading ${kind} deep p50`,
      against: { name: 'page 1', figure: `reading ${kind} large p50` },
      aim: { atMost: 1.3 },
    },
  ];
  const what = 'sequential scans of larger tables meanwhile';
  return [
    ...readKinds.flatMap(rowsOf),
    { part: 'reading', what, ours: 'reading sequential scans', unit: '', aim: { atMost: 0 } },
  ];
}

function deliveryRows(): Row[] {
  const what = 'saved on one instance, seen on another, after the answer';
  const row = { part: 'delivery', unit: ' ms' };
  return [
    { ...row, what: `${what}, p50`, ours: 'delivery feed p50', aim: { atMost: 10 } },
    { ...row, what: `${what}, p99`, ours: 'delivery feed p99', aim: { atMost: 40 } },
    { ...row, what: `${what}: notification, p99`, ours: 'delivery notification p99' },
  ];
}

function stalledRows(): Row[] {
  const row = { part: 'stalled', compared: 'subtracted' } as const;
  const without = 'itself without';
  return [
    {
      ...row,
      what: 'one stalled client among 1,000, memory in use',
      ours: 'stalled stalled used',
      against: { name: without, figure: 'stalled without used' },
      unit: ' MB',
      aim: { atMost: 2 },
    },
    {
      part: 'stalled',
      what: "one stalled client among 1,000, the others' p99",
      ours: 'stalled stalled p99',
      against: { name: without, figure: 'stalled without p99' },
      unit: ' ms',
      aim: { atMost: 1.2 },
    },
  ];
}

function idleRows(): Row[] {
  const row = { part: 'idle', what: 'memory per idle subscriber', ours: 'idle ours rss', unit: ' KB' };
  const used = { ...row, what: 'memory per idle subscriber, heap and buffers alone', ours: 'idle ours used' };
  return [
    { ...row, against: { name: obvious, figure: 'idle obvious rss' }, aim: { atMost: 0.6 } },
    { ...row, against: { name: 'Mercurius', figure: 'idle mercurius rss' }, aim: { atMost: 0.3 } },
    { ...used, against: { name: obvious, figure: 'idle obvious used' } },
    { ...used, against: { name: 'Mercurius', figure: 'idle mercurius used' } },
  ];
}

function followingRows(): Row[] {
  const what = 'FOLLOWING, 50 of 10,000 curators, CPU per delivery';
  const row = { part: 'following', what, ours: 'following', unit: ' µs' };
  return [
    { ...row, against: { name: 'GLOBAL, to 1,000', figure: 'following global 1000' }, aim: { atMost: 1.5 } },
    { ...row, against: { name: 'GLOBAL, to as few', figure: 'following global 5' } },
  ];
}

function mutationRows(): Row[] {
  const what = 'addUrlToLibrary, 32 at once';
  const bySql = (figure: string) => ({ name: 'one SQL statement', figure });
  return [
    {
      part: 'mutations',
      what,
      ours: 'mutations ours',
      against: bySql('mutations sql'),
      unit: '/s',
      aim: { atLeast: 0.4 },
    },
    {
      part: 'mutations',
      what: `${what}, p99`,
      ours: 'mutations ours p99',
      against: bySql('mutations sql p99'),
      unit: ' ms',
    },
    { part: 'mutations', what: `${what}, CPU time of the server`, ours: 'mutations ours cpu', unit: ' ms' },
  ];
}

function followersRows(): Row[] {
  const row = { part: 'followers' };
  return [
    {
      ...row,
      what: 'addUrlToLibrary with 100,000 followers, p50',
      ours: 'followers mutation',
      against: { name: 'with none', figure: 'followers mutation of nobody' },
      unit: ' ms',
      aim: { atMost: 1.1 },
    },
    {
      ...row,
      what: '100,000 followers told of a save, each in a row of two tables',
      ours: 'followers told',
      unit: '/s',
    },
    {
      ...row,
      what: 'all of them told exactly once, after the worker was killed at a third',
      ours: 'followers told though killed',
      unit: ' s',
      aim: { atMost: 120 },
    },
  ];
}

function httpRows(atLeast: { yoga: number; mercurius: number }): Row[] {
  const row = { part: 'http', what: 'plain query over HTTP', ours: 'http ours info', unit: '/s' };
  const perCpu = { ...row, what: 'plain query over HTTP, by CPU time', ours: 'http ours info cpu', unit: perCpuSecond };
  return [
    { ...row, against: { name: 'Yoga as it comes', figure: 'http yoga' }, aim: { atLeast: atLeast.yoga } },
    { ...row, against: { name: 'Mercurius', figure: 'http mercurius' }, aim: { atLeast: atLeast.mercurius } },
    { ...perCpu, against: { name: 'Yoga as it comes', figure: 'http yoga cpu' } },
    { ...perCpu, against: { name: 'Mercurius', figure: 'http mercurius cpu' } },
    { ...perCpu, against: { name: 'itself, LOG_LEVEL=warn', figure: 'http ours warn cpu' } },
  ];
}

function fanoutRows(size: string, way: string, how: string, atLeast: { obvious: number; plain: number }): Row[] {
  const what = `fan-out to ${Number(size).toLocaleString('en')} subscribers, ${how}`;
  const row = { part: 'fanout', what, ours: `fanout ${size} ours ${way}`, unit: perCpuSecond };
  return [
    { ...row, against: { name: obvious, figure: `fanout ${size} obvious ${way}` }, aim: { atLeast: atLeast.obvious } },
    { ...row, against: { name: plain, figure: `fanout ${size} plain ${way}` }, aim: { atLeast: atLeast.plain } },
  ];
}
