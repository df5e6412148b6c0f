import { describe, expect, it } from 'vitest';
import { runCommand } from './runCommand.ts';

describe.concurrent('the command line', () => {
  it('without a command: which there are, on standard error, exit code 64', async () => {
    const { code, stdout, stderr } = await runCommand([]);

    expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
    for (const command of ['deadletters', 'doctor', 'migrate', 'replay', 'studio', 'token'])
      expect(stderr).toMatch(new RegExp(`^ +${command} `, 'm'));
  });

  it('--help: the same on standard output, exit code 0', async () => {
    expect(await runCommand(['--help'])).toMatchObject({
      code: 0,
      stderr: '',
      stdout: expect.stringMatching(/^ +doctor /m),
    });
  });

  it.each(['deadletters', 'doctor', 'migrate', 'replay', 'studio', 'token'])(
    '%s --help: how it is used',
    async (command) => {
      expect(await runCommand([command, '--help'])).toMatchObject({
        code: 0,
        stderr: '',
        stdout: expect.stringMatching(new RegExp(`^npm run (-s |cli -- )?${command}\\b`)),
      });
    },
  );

  it.each([
    ['tokne', /^tokne is not a command: did you mean token\?$/m],
    ['constructor', /^constructor is not a command: there are .*doctor, .*migrate/],
  ])('%s: what was meant, exit code 64', async (command, message) => {
    expect(await runCommand([command])).toMatchObject({ code: 64, stdout: '', stderr: expect.stringMatching(message) });
  });

  it.each(['doctor', 'migrate', 'token'])('%s does not take just anything: exit code 64', async (command) => {
    expect(await runCommand([command, '--fast'])).toMatchObject({
      code: 64,
      stdout: '',
      stderr: expect.stringContaining("Unknown option '--fast'"),
    });
  });

  it.each(['migrate', 'studio', 'token'])(
    '%s with a wrong configuration: a line for each problem, exit code 78',
    async (command) => {
      const args = command === 'token' ? [command, 'did:plc:ada'] : [command];

      expect(await runCommand(args, { PORT: 'abc', ROLE: 'x' })).toEqual({
        code: 78,
        stdout: '',
        stderr:
          'ROLE is "x": it must be all, api or worker\nPORT is "abc": it must be a whole number from 0 to 65535\n',
      });
    },
  );
});
