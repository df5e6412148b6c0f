import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { SecretTokenVerifier } from '../../src/shared/infrastructure/auth/SecretTokenVerifier.ts';
import { runCommand } from './runCommand.ts';
import { temporaryDirectory } from './temporaryDirectory.ts';

const secret = 'a secret of at least thirty-two bytes';
const clock = { now: () => new Date() };

async function daysOf(token: string, signedWith: string): Promise<number> {
  const { curatorId, expiresAt } = await new SecretTokenVerifier({ secret: signedWith, clock }).verify(token);
  expect(curatorId.value).toBe('did:plc:ada');
  return (expiresAt.getTime() - Date.now()) / 86_400_000;
}

describe.concurrent('npm run token', () => {
  it('prints a token for 30 days and nothing else', async () => {
    const { code, stdout, stderr } = await runCommand(['token', 'did:plc:ada'], { AUTH_SECRET: secret });

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    expect(await daysOf(stdout.trim(), secret)).toBeCloseTo(30, 1);
  });

  it('makes the secret that the server will find, and uses it again', async () => {
    await using data = await temporaryDirectory();
    const DATA_DIR = path.join(data.directory, 'data');

    const [one, two] = await Promise.all([
      runCommand(['token', 'did:plc:ada'], { DATA_DIR }),
      runCommand(['token', 'did:plc:ada', '--expires-in', '7d'], { DATA_DIR }),
    ]);

    const kept = (await readFile(path.join(DATA_DIR, 'auth-secret'), 'utf8')).trim();
    expect(await daysOf(one.stdout.trim(), kept)).toBeCloseTo(30, 1);
    expect(await daysOf(two.stdout.trim(), kept)).toBeCloseTo(7, 1);
  });

  it.each([
    [[], 'for whom? Name a DID, such as did:plc:ada\n'],
    [['ada'], '"ada" is not a DID: one looks like did:plc:ada\n'],
    [['did:plc:ada', 'did:plc:bob'], 'a token is for one DID, not for 2\n'],
    [
      ['did:plc:ada', '--expires-in', 'soon'],
      '--expires-in is "soon": it must be a number and s, m, h or d, such as 7d\n',
    ],
    [['did:plc:ada', '--expires-in', '0d'], '--expires-in is "0d": it must be a number and s, m, h or d, such as 7d\n'],
  ])('%j: what is wrong, exit code 64', async (args, stderr) => {
    expect(await runCommand(['token', ...args], { AUTH_SECRET: secret })).toEqual({ code: 64, stdout: '', stderr });
  });

  it('in production there are none to be had here', async () => {
    await using data = await temporaryDirectory();

    expect(await runCommand(['token', 'did:plc:ada'], { NODE_ENV: 'production', DATA_DIR: data.directory })).toEqual({
      code: 78,
      stdout: '',
      stderr: 'Tokens are made for development only: in production, AUTH_ISSUER issues them\n',
    });
  });

  it('nor where an issuer is configured', async () => {
    const keySet = { AUTH_JWKS_URL: 'https://auth.example.com/', AUTH_ISSUER: 'the issuer', AUTH_AUDIENCE: 'x' };

    expect(await runCommand(['token', 'did:plc:ada'], keySet)).toMatchObject({
      code: 78,
      stdout: '',
      stderr: expect.stringContaining('tokens are issued by the issuer'),
    });
  });
});
