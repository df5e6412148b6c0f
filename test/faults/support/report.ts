import type { RowResult } from './runRow.ts';
import { countFindings } from './verify/Findings.ts';

const columns: readonly (readonly [string, (row: RowResult) => string | number])[] = [
  ['fault', ({ name }) => name],
  ['mutations', ({ mutations }) => mutations],
  ['unknown', ({ unknown }) => unknown],
  ['deliveries', ({ deliveries }) => deliveries],
  ['absorbed', ({ absorbed }) => absorbed],
  ['events', ({ events }) => events],
  ['lost', ({ findings }) => findings.lost.length],
  ['doubled', ({ findings }) => findings.doubled.length],
  ['out of order', ({ findings }) => findings.outOfOrder.length],
  ['phantom', ({ findings }) => findings.phantom.length],
  ['feeds after', ({ times }) => inSeconds(times.feedMs)],
  ['handlers after', ({ times }) => inSeconds(times.handlersMs)],
  ['slowest mutation', ({ times }) => inSeconds(times.mutationMs)],
  ['load', ({ slack }) => slack.toFixed(1)],
  ['', (row) => (hasFailed(row) ? 'FAILED' : 'ok')],
];

const maxShown = 20;

export const hasFailed = (row: RowResult): boolean => row.problems.length > 0 || countFindings(row.findings) > 0;

/** As text, with a line for each row, and a last one for them all. */
export function formatTable(results: readonly RowResult[]): string {
  const lines = [
    columns.map(([title]) => title),
    ...results.map((row) => columns.map(([, value]) => String(value(row)))),
  ];
  const widths = columns.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines
    .map((line) =>
      line.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))),
    )
    .map((line) => line.join('  ').trimEnd())
    .join('\n');
}

/** What exactly is wrong with a row. */
export function describeFailure({ name, seed, problems, findings }: RowResult): string {
  const kinds = Object.entries(findings).map(([kind, all]: [string, readonly string[]]) => shorten(kind, all));
  return [`${name}, seed ${seed}:`, ...problems, ...kinds.flat()].join('\n  ');
}

function shorten(kind: string, all: readonly string[]): string[] {
  const shown = all.slice(0, maxShown).map((one) => `${kind}: ${one}`);
  return all.length > maxShown ? [...shown, `${kind}: ${all.length - maxShown} more`] : shown;
}

const inSeconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;
