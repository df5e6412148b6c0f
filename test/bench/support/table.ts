import type { Aim, Outcome, Row } from './Row.ts';

const heads = ['what', 'ours', 'against', '', 'ratio', 'aim', 'met'] as const;
const missing = '–';

/** A table for reading, as wide as its cells. Numbers are set to the right. */
export function formatTable(outcomes: readonly Outcome[]): string {
  const lines = [heads, ...outcomes.map(cells)];
  const widths = heads.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)));
  const format = (line: readonly string[]): string =>
    line
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return isText(column) ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  ')
      .trimEnd();
  return lines.map(format).join('\n');
}

const isText = (column: number): boolean => column === 0 || column === 2 || column === 6;

function cells({ row, ours, against, comparison, isMet }: Outcome): readonly string[] {
  return [
    row.what,
    withUnit(ours, row),
    row.against?.name ?? '',
    row.against ? withUnit(against, row) : '',
    row.against ? asComparison(comparison, row) : '',
    row.aim ? asAim(row.aim, row) : '',
    isMet === undefined ? '' : isMet ? 'yes' : 'NO',
  ];
}

const withUnit = (value: number | undefined, { unit }: Row): string =>
  value === undefined ? missing : `${number(value)}${unit}`;

function asComparison(value: number | undefined, row: Row): string {
  if (value === undefined) return missing;
  return row.compared === 'subtracted' ? `${value < 0 ? '' : '+'}${number(value)}${row.unit}` : `${number(value)} ×`;
}

function asAim(aim: Aim, row: Row): string {
  const unit = row.against && row.compared !== 'subtracted' ? ' ×' : row.unit;
  const sign = row.compared === 'subtracted' ? '+' : '';
  return 'atLeast' in aim ? `≥ ${sign}${aim.atLeast}${unit}` : `≤ ${sign}${aim.atMost}${unit}`;
}

/** Three digits that count: 12,345 stays 12,300's neighbour for the eye, but small ones keep what tells them apart. */
function number(value: number): string {
  const size = Math.abs(value);
  const digits = size >= 100 ? 0 : size >= 10 ? 1 : 2;
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
