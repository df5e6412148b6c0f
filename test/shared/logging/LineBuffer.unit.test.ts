import { spawnSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { createLogger } from '../../../src/shared/infrastructure/logging/createLogger.ts';
import { LineBuffer } from '../../../src/shared/infrastructure/logging/LineBuffer.ts';

const lineSchema = z.object({ msg: z.string() });

async function startLogger() {
  const writes: string[][] = [];
  const messages = (text: string): string[] =>
    text
      .trimEnd()
      .split('\n')
      .map((line) => lineSchema.parse(JSON.parse(line)).msg);
  const buffer = new LineBuffer({ write: (text) => void writes.push(messages(text)) });
  return { writes, logger: await createLogger({ level: 'info', production: true, destination: buffer }) };
}

describe('the lines', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('of 10 ms are written at once', async () => {
    const { logger, writes } = await startLogger();

    logger.info({}, 'one');
    vi.advanceTimersByTime(9);
    logger.info({}, 'two');
    expect(writes).toEqual([]);

    vi.advanceTimersByTime(1);
    logger.info({}, 'three');
    vi.advanceTimersByTime(10);

    expect(writes).toEqual([['one', 'two'], ['three']]);
  });

  it.each(['warn', 'error', 'fatal'] as const)('do not wait behind a line of level %s', async (level) => {
    const { logger, writes } = await startLogger();

    logger.info({}, 'before');
    logger[level]({}, 'grave');
    expect(writes).toEqual([['before', 'grave']]);

    logger.info({}, 'after');
    vi.advanceTimersByTime(10);
    expect(writes).toEqual([['before', 'grave'], ['after']]);
  });

  it('do not wait when there are many', async () => {
    const { logger, writes } = await startLogger();

    for (let line = 0; line < 700; line += 1) logger.info({ more: 'x'.repeat(100) }, 'one of many');

    expect(writes).not.toEqual([]);
  });

  it('leave no listener behind', async () => {
    const { logger } = await startLogger();
    const listeners = process.listenerCount('exit');

    for (let time = 0; time < 20; time += 1) {
      logger.info({}, 'something');
      vi.advanceTimersByTime(10);
    }

    expect(process.listenerCount('exit')).toBe(listeners);
  });
});

describe('the last lines of a process', () => {
  const module = new URL('../../../src/shared/infrastructure/logging/createLogger.ts', import.meta.url).href;

  it.each([
    ['that exits', 'process.exit(0);'],
    ['that an error ends', 'throw new Error("bug");'],
    ['that has nothing more to do', ''],
  ])('%s are not lost', (_how, end) => {
    const script = `
      const { createLogger } = await import(${JSON.stringify(module)});
      const logger = await createLogger({ level: 'info', production: true });
      for (let line = 0; line < 2_000; line += 1) logger.info({ line }, 'something');
      ${end}`;

    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' });

    expect(stdout.trimEnd().split('\n')).toHaveLength(2_000);
  });
});
