import { expect, it } from 'vitest';
import { isLiveSubscription } from '../../../src/graphql/live/LiveSubscription.ts';
import { FakeLive } from '../fakeLive.ts';

const stream = new FakeLive().subscribe({}, undefined);

it('is known by all that it can do', () => {
  expect(isLiveSubscription(stream)).toBe(true);
});

it.each(['attach', 'take', 'hasMore', 'stands', 'asOf', 'hasForgotten', 'close'])('is none without %s', (member) => {
  const lacking = new Proxy(stream, { has: (target, key) => key !== member && Reflect.has(target, key) });
  expect(isLiveSubscription(lacking)).toBe(false);
});
