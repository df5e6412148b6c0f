import type { Output } from './Command.ts';

/** Columns side by side, with a line of headings. On a terminal the last one is cut at its right edge. */
export function formatTable(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  { isTTY, columns }: Pick<Output, 'isTTY' | 'columns'> = {},
): string {
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => (row[column] ?? '').length)),
  );
  const lines = [headings, ...rows].map((row) =>
    row
      .map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
  return lines.map((line) => `${isTTY && columns ? cut(line, columns) : line}\n`).join('');
}

const cut = (line: string, width: number): string => (line.length <= width ? line : `${line.slice(0, width - 1)}…`);

/** Text of unknown origin for a terminal: without anything that would move its cursor or change its colours. */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}]/gu, (character) =>
    character === '\n' || character === '\t' ? character : '�',
  );
}

/** To the second. */
export const formatTime = (time: Date): string => `${time.toISOString().slice(0, 19)}Z`;

/** Such as 12,345. */
export const formatCount = (count: number): string => count.toLocaleString('en-US');

/** Such as "1 event" and "2 events". */
export const counted = (count: number, one: string, many: string): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`;
