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
  ...httpRows({ yoga: 5, mercurius: 0.6 }),
];

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
