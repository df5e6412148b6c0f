import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { ProcessLock } from '../../src/embedded/ProcessLock.ts';

const module = new URL('../../src/embedded/ProcessLock.ts', import.meta.url).href;
const onTimeout = (): Error => new Error('still held');

it('is held by one at a time, and free again when that one lets go', async () => {
  const name = randomUUID();
  const lock = await ProcessLock.tryAcquire(name);

  expect(lock).toBeDefined();
  expect(await ProcessLock.tryAcquire(name)).toBeUndefined();
  expect(await ProcessLock.isHeld(name)).toBe(true);

  await lock?.[Symbol.asyncDispose]();
  await lock?.[Symbol.asyncDispose]();
  expect(await ProcessLock.isHeld(name)).toBe(false);
});

it('lets those who wait in one after the other', async () => {
  const name = randomUUID();
  let inside = 0;
  let most = 0;
  const work = async (): Promise<void> => {
    most = Math.max(most, (inside += 1));
    await new Promise(setImmediate);
    inside -= 1;
  };

  await Promise.all([1, 2, 3].map(() => ProcessLock.hold(name, { timeoutMs: 5_000, onTimeout }, work)));

  expect(most).toBe(1);
});

it('gives up waiting in time', async () => {
  const name = randomUUID();
  await using _lock = await ProcessLock.tryAcquire(name);

  await expect(ProcessLock.hold(name, { timeoutMs: 20, onTimeout }, async () => {})).rejects.toThrow('still held');
});

it('is free as soon as its process was killed', async () => {
  const name = randomUUID();
  const script = `import { ProcessLock } from '${module}';
    await ProcessLock.tryAcquire('${name}'); process.stdout.write('held'); setInterval(() => {}, 60_000);`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  expect(await ProcessLock.isHeld(name)).toBe(true);

  child.kill('SIGKILL');
  await once(child, 'exit');

  expect(await ProcessLock.isHeld(name)).toBe(false);
});
