import { beforeEach, expect, it } from 'vitest';
import { Quarantine } from '../../../src/shared/infrastructure/events/Quarantine.ts';
import { settle } from '../../support/live/settle.ts';

let quarantine: Quarantine;
let running: Set<string>;

beforeEach(() => {
  quarantine = new Quarantine();
  running = new Set();
});

/** Begins when it may, and runs until it is ended. */
function start(name: string, how: 'besideOthers' | 'alone') {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const result = quarantine[how](async () => {
    running.add(name);
    try {
      return await promise;
    } finally {
      running.delete(name);
    }
  });
  return { result, end: () => resolve(name), fail: () => reject(new Error(name)) };
}

const isRunning = async (): Promise<string[]> => {
  await settle();
  return [...running];
};

it('runs work side by side', async () => {
  start('one', 'besideOthers');
  start('two', 'besideOthers');
  expect(await isRunning()).toEqual(['one', 'two']);
});

it('runs a suspect when what came before has ended, and all else afterwards', async () => {
  const before = start('before', 'besideOthers');
  const suspect = start('suspect', 'alone');
  start('after', 'besideOthers');
  expect(await isRunning()).toEqual(['before']);
  before.end();
  expect(await isRunning()).toEqual(['suspect']);
  suspect.end();
  expect(await isRunning()).toEqual(['after']);
});

it('runs one suspect after the other', async () => {
  const suspects = ['one', 'two', 'three'].map((name) => ({ name, ...start(name, 'alone') }));
  for (const { name, end } of suspects) {
    expect(await isRunning()).toEqual([name]);
    end();
  }
  start('after', 'besideOthers');
  expect(await isRunning()).toEqual(['after']);
});

it('gives back what the work comes to, and goes on after a failure', async () => {
  const fine = start('fine', 'besideOthers');
  const failing = start('failing', 'besideOthers');
  const suspect = start('suspect', 'alone');
  const after = start('after', 'alone');
  fine.end();
  failing.fail();
  suspect.fail();
  after.end();
  await expect(fine.result).resolves.toBe('fine');
  await expect(failing.result).rejects.toThrow('failing');
  await expect(suspect.result).rejects.toThrow('suspect');
  await expect(after.result).resolves.toBe('after');
});
