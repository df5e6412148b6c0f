import { expect, it } from 'vitest';
import { WaitingSockets } from '../../../src/graphql/sockets/WaitingSockets.ts';

const evicted: string[] = [];
const socket = (name: string) => ({ evict: () => void evicted.push(name) });

it('one too many of an address makes the oldest of them go, and nobody of another', () => {
  evicted.length = 0;
  const waiting = new WaitingSockets(2);
  const second = socket('second');
  waiting.add('here', socket('first'));
  waiting.add('there', socket('of another'));
  waiting.add('here', second);
  expect(evicted).toEqual([]);
  waiting.add('here', socket('third'));
  expect(evicted).toEqual(['first']);
  waiting.remove('here', second);
  waiting.remove('here', second);
  waiting.add('here', socket('fourth'));
  expect(evicted).toEqual(['first']);
  waiting.add('here', socket('fifth'));
  expect(evicted).toEqual(['first', 'third']);
});

it('0 is without a bound', () => {
  evicted.length = 0;
  const waiting = new WaitingSockets(0);
  for (const name of ['one', 'two']) waiting.add('here', socket(name));
  expect(evicted).toEqual([]);
});
