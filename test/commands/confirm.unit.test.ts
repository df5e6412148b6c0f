import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/commands/Command.ts';
import { confirm } from '../../src/commands/confirm.ts';

function somebodyWho(answers: string) {
  const stdin = Object.assign(new PassThrough(), { isTTY: true });
  const written: string[] = [];
  stdin.end(answers);
  return { stdin, stderr: { write: (text: string) => void written.push(text) }, written };
}

describe('confirm', () => {
  it.each([
    ['y\n', true],
    ['Yes\n', true],
    ['n\n', false],
    ['\n', false],
    ['yesterday\n', false],
    ['', false],
  ])('takes %j for %s', async (answer, confirmed) => {
    const somebody = somebodyWho(answer);
    expect(await confirm('All cursors become worthless.', somebody)).toBe(confirmed);
    expect(somebody.written.join('')).toBe('All cursors become worthless. [y/N] ');
  });

  it('asks nobody where nobody is', async () => {
    const { stderr } = somebodyWho('');
    await expect(confirm('All cursors become worthless.', { stdin: new PassThrough(), stderr })).rejects.toThrow(
      new UsageError('All cursors become worthless. Nobody can be asked here: say --yes'),
    );
  });
});
