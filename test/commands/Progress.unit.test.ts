import { describe, expect, it } from 'vitest';
import { formatDuration, Progress } from '../../src/commands/Progress.ts';
import { formatTable, printable } from '../../src/commands/table.ts';

/** Shows the first of these numbers done, and each other one a while after. */
function shown(isTTY: boolean, everyMs: number, ...done: readonly number[]): string {
  let written = '';
  let now = 0;
  const output = { isTTY, write: (text: string) => (written += text) };
  {
    using progress = new Progress({ output, unit: 'events', total: 10_000, now: () => now });
    for (const count of done) {
      progress.update(count);
      now += everyMs;
    }
  }
  return written;
}

describe('progress', () => {
  it('on a terminal is one line that changes, and stays at the end', () => {
    expect(shown(true, 2_000, 0, 2_000, 10_000)).toBe(
      '\r0 of 10,000 events (0 %)\u001b[K' +
        '\r2,000 of 10,000 events (20 %), 1,000/s, 8 s left\u001b[K' +
        '\r10,000 of 10,000 events (100 %), 2,500/s\u001b[K\n',
    );
  });

  it('elsewhere is a plain line now and then, and the last', () => {
    expect(shown(false, 1_000, 0, 1, 2, 3, 4, 500, 600, 10_000)).toBe(
      '0 of 10,000 events (0 %)\n500 of 10,000 events (5 %), 100/s, 1 min 35 s left\n10,000 of 10,000 events (100 %), 1,429/s\n',
    );
  });

  it('does not change faster than one can read', () => {
    expect(shown(true, 10, 0, 1, 2, 3, 4, 5).split('\r')).toHaveLength(2);
  });

  it('says what it waits for', () => {
    let written = '';
    const progress = new Progress({ output: { write: (text) => (written += text) }, unit: 'events', total: 2 });
    progress.update(0, 'does a worker run?');
    expect(written).toBe('0 of 2 events (0 %), does a worker run?\n');
  });

  it.each([
    [0.2, '1 s'],
    [59, '59 s'],
    [200, '3 min 20 s'],
    [7_500, '2 h 5 min'],
  ])('%d s are %s', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });
});

describe('a table', () => {
  const rows = [
    ['a', 'first'],
    ['longer', 'second'],
  ];

  it('has its columns below each other', () => {
    expect(formatTable(['NAME', 'WHAT'], rows)).toBe('NAME    WHAT\na       first\nlonger  second\n');
  });

  it('is cut at the edge of a terminal, and nowhere else', () => {
    expect(formatTable(['NAME', 'WHAT'], rows, { isTTY: true, columns: 11 })).toBe(
      'NAME    WH…\na       fi…\nlonger  se…\n',
    );
    expect(formatTable(['NAME', 'WHAT'], rows, { columns: 11 })).toContain('second');
  });

  it('shows nothing that would move the cursor', () => {
    expect(printable('a\u001b[2J\rb\u202e\n\tc')).toBe('a�[2J�b�\n\tc');
  });
});
