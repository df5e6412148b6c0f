import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { expect, it } from 'vitest';
import { ClosingStack } from '../../src/composition/ClosingStack.ts';
import { loadConfig } from '../../src/composition/config.ts';
import { createLimits } from '../../src/composition/limits.ts';
import { recordingLog } from '../support/log.ts';

async function warningsOf(env: Readonly<Record<string, string>>): Promise<number> {
  const logger = recordingLog();
  const { limits } = loadConfig(env).unwrap();
  const metrics = { refused: () => {}, unchecked: () => {} };
  const { addressOf } = await createLimits({ limits, redis: undefined, metrics, logger }, new ClosingStack());
  for (const forwarded of [undefined, '203.0.113.7', '203.0.113.8']) {
    const request = new IncomingMessage(new Socket());
    if (forwarded) request.headers['x-forwarded-for'] = forwarded;
    addressOf?.(request);
  }
  return logger.lines.filter(({ message }) => message.includes('TRUST_PROXY_HOPS')).length;
}

it('a proxy that nobody told us of is worth one warning, whatever of an address is limited', async () => {
  expect(await warningsOf({ RATE_LIMIT_PER_ADDRESS: '100' })).toBe(1);
  expect(await warningsOf({ RATE_LIMIT_PER_ADDRESS: '100', TRUST_PROXY_HOPS: '1' })).toBe(0);
  expect(await warningsOf({})).toBe(1);
  expect(await warningsOf({ TRUST_PROXY_HOPS: '1' })).toBe(0);
});
