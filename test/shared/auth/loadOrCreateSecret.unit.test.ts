import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { loadOrCreateSecret } from '../../../src/shared/infrastructure/auth/loadOrCreateSecret.ts';
import { ConfigurationError } from '../../../src/shared/infrastructure/ConfigurationError.ts';

async function temporaryDirectory(): Promise<{ directory: string } & AsyncDisposable> {
  const directory = await mkdtemp(path.join(tmpdir(), 'commonplace-secret-'));
  return { directory, [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }) };
}

it('makes a secret that only this user may read, in a directory that need not exist', async () => {
  await using temporary = await temporaryDirectory();
  const dataDir = path.join(temporary.directory, 'a', 'b');

  const secret = await loadOrCreateSecret(dataDir);

  expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
  expect((await stat(path.join(dataDir, 'auth-secret'))).mode & 0o777).toBe(0o600);
  expect(await readdir(dataDir)).toEqual(['auth-secret']);
});

it.each([1, 2, 3, 4, 5])('gives the same one ever after, also to those who ask at the same time (%i)', async () => {
  await using temporary = await temporaryDirectory();
  const askers = Array.from({ length: 40 }, async (_, index) => {
    // Not in step: some find it made while others are still making it.
    await delay(index / 8);
    return loadOrCreateSecret(temporary.directory);
  });

  const secrets = await Promise.all(askers);

  expect(new Set([...secrets, await loadOrCreateSecret(temporary.directory)]).size).toBe(1);
  expect(await readdir(temporary.directory)).toEqual(['auth-secret']);
});

it('refuses a file that holds none', async () => {
  await using temporary = await temporaryDirectory();
  const file = path.join(temporary.directory, 'auth-secret');
  await writeFile(file, '\n');

  await expect(loadOrCreateSecret(temporary.directory)).rejects.toThrow(
    new ConfigurationError(`${file} holds no secret of 32 bytes: remove it, and another is made`),
  );
});

it('says what to do when there is no place for it', async () => {
  await using temporary = await temporaryDirectory();
  const notADirectory = path.join(temporary.directory, 'file');
  await writeFile(notADirectory, '');

  const failure: unknown = await loadOrCreateSecret(notADirectory).catch((error: unknown) => error);

  expect(failure).toBeInstanceOf(ConfigurationError);
  expect(failure).toMatchObject({
    message: expect.stringMatching(/cannot be kept in .*set DATA_DIR .* or set AUTH_SECRET$/),
  });
});
