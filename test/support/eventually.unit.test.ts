import { expect, it } from 'vitest';
import { eventually } from './eventually.ts';

it('resolves with what the check gave, once it neither throws nor gives false', async () => {
  const answers = [
    () => false,
    () => {
      throw new Error('not ready');
    },
    () => 'ready',
  ];
  const pending = answers.values();

  expect(await eventually(() => pending.next().value?.())).toBe('ready');
});

it('reports the last failure when the time is up', async () => {
  const check = () => expect(1).toBe(2);

  await expect(eventually(check, { withinMs: 30, everyMs: 5 })).rejects.toThrow(/not within 30 ms.*expected 1 to be 2/);
});

it('a condition that stays false is a failure', async () => {
  await expect(eventually(() => false, { withinMs: 20 })).rejects.toThrow('the condition is false');
});

it('a check that hangs does not outlast the time', async () => {
  const hangs = () => Promise.withResolvers<void>().promise;

  await expect(eventually(hangs, { withinMs: 20 })).rejects.toThrow('the check has not ended');
});
