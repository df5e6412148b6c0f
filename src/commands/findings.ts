/** What was found about one part of the installation. */
export interface Finding {
  readonly part: string;
  /** `note`: nothing is wrong, but it is worth knowing. */
  readonly state: 'good' | 'bad' | 'note';
  readonly detail: string;
  /** What to do about it. */
  readonly remedy?: string;
}

const signs = { good: '✓', bad: '✗', note: '–' } as const;

export const good = (part: string, detail: string): Finding => ({ part, state: 'good', detail });
export const bad = (part: string, detail: string, remedy: string): Finding => ({ part, state: 'bad', detail, remedy });
export const note = (part: string, detail: string, remedy?: string): Finding => ({
  part,
  state: 'note',
  detail,
  ...(remedy !== undefined && { remedy }),
});

/** A line for each finding, and one below it for what to do. */
export function formatFindings(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ part }) => part.length));
  const lines = findings.flatMap(({ part, state, detail, remedy }) => [
    `${signs[state]} ${part.padEnd(width)}  ${detail}`,
    ...(remedy === undefined ? [] : [`  ${' '.repeat(width)}  → ${remedy}`]),
  ]);
  return lines.map((line) => `${line}\n`).join('');
}
