import { expect, it } from 'vitest';
import { judge, type Row } from './Row.ts';
import { formatTable } from './table.ts';

const faster: Row = {
  part: 'fanout',
  what: 'deliveries',
  ours: 'ours',
  against: { name: 'the obvious', figure: 'obvious' },
  unit: '/s',
  aim: { atLeast: 4 },
};
const leaner: Row = { ...faster, what: 'memory', compared: 'subtracted', unit: ' MB', aim: { atMost: 2 } };

it('compares the medians of the rounds', () => {
  const rounds = [
    { ours: 100, obvious: 20 },
    { ours: 1_000, obvious: 30 },
    { ours: 90, obvious: 25 },
  ];
  expect(judge(faster, rounds)).toMatchObject({ ours: 100, against: 25, comparison: 4, isMet: true });
  expect(judge({ ...faster, aim: { atLeast: 4.01 } }, rounds)).toMatchObject({ isMet: false });
  expect(judge(leaner, [{ ours: 12, obvious: 10.5 }])).toMatchObject({ comparison: 1.5, isMet: true });
  expect(judge(leaner, [{ ours: 12, obvious: 9 }])).toMatchObject({ comparison: 3, isMet: false });
});

it('a figure of its own is held against the aim as it is', () => {
  const { against: _, ...alone } = leaner;
  expect(judge(alone, [{ ours: 2 }])).toMatchObject({ comparison: 2, isMet: true });
});

it('what was not measured has missed its aim, and a row without an aim has none to miss', () => {
  expect(judge(faster, [{ ours: 3 }])).toMatchObject({ against: undefined, comparison: undefined, isMet: false });
  const { aim: _, ...informative } = faster;
  expect(judge(informative, [])).toMatchObject({ isMet: undefined });
});

it('prints a line for each row', () => {
  const rounds = [{ ours: 123_456, obvious: 12_345.6 }];
  expect(formatTable([judge(faster, rounds), judge(leaner, [{ ours: 9.25, obvious: 10 }]), judge(faster, [])])).toBe(
    [
      'what             ours  against                   ratio      aim  met',
      'deliveries  123,456/s  the obvious  12,346/s    10.0 ×    ≥ 4 ×  yes',
      'memory        9.25 MB  the obvious   10.0 MB  -0.75 MB  ≤ +2 MB  yes',
      'deliveries          –  the obvious         –         –    ≥ 4 ×  NO',
    ].join('\n'),
  );
});
