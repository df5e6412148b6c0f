import { describe, expect, it } from 'vitest';
import { complaintsAbout, letThrough, refusedWell, totalOf } from './complaints.ts';
import { hostilityNames } from './hostilities.ts';
import { responseEnd } from './responseEnd.ts';
import { everything, quiet, rows } from './rows.ts';
import { Samples } from './Samples.ts';

describe('what was waited for', () => {
  it('is told with percentiles and counts, and then begins anew', () => {
    const samples = new Samples();
    for (const ms of [3, 1, 2]) samples.took('query', ms);
    samples.took('mutation', 7);
    samples.arrived('a', 12); // ahead of the answer to its commit
    samples.committed('a', 10);
    samples.arrived('a', 15);
    expect(samples.take('quiet', 2)).toEqual({
      figures: {
        'quiet failures': 0,
        'quiet mutation count': 1,
        'quiet mutation p50': 7,
        'quiet mutation p99': 7,
        'quiet query count': 3,
        'quiet query p50': 2,
        'quiet query p99': 3,
        'quiet delivery count': 2,
        'quiet delivery p50': 2,
        'quiet delivery p99': 5,
      },
      failures: [],
    });
    expect(samples.take('next', 2).figures).toMatchObject({ 'next query count': 0, 'next delivery count': 0 });
  });

  it.each([
    ['did not come to one of them', ['a']],
    ['came twice', ['a', 'a', 'a']],
  ])('a change that %s is a failure', (_, arrivals) => {
    const samples = new Samples();
    samples.committed('a', 1);
    for (const url of arrivals) samples.arrived(url, 2);
    expect(samples.haveArrivedAt(2)).toBe(false);
    expect(samples.take('quiet', 2).failures).toHaveLength(1);
  });
});

describe('the table', () => {
  it('holds each p99 under each hostility, and under all at once, against that of the quiet', () => {
    const aims = rows.filter(({ aim, ours }) => aim && ours.endsWith(' p99'));
    expect(aims).toHaveLength(3 * (hostilityNames.length + 1));
    for (const { against, aim } of aims) {
      expect(against?.figure).toMatch(new RegExp(`^${quiet} \\w+ p99$`));
      expect(aim).toEqual({ atMost: 3 });
    }
    expect(aims.map(({ ours }) => ours)).toContain(`${everything} delivery p99`);
  });
});

describe('a run', () => {
  const flood = { [letThrough]: 90, [refusedWell]: 1_000, connections: 12 };
  const run = { name: 'a', failures: [], tallies: { mutations: flood } };

  it('is fine when nobody well-behaved was refused, and of the flood all that was too much', () => {
    expect(complaintsAbout([run, { name: 'quiet', failures: [], tallies: {} }])).toEqual([]);
  });

  it.each([
    ['one who was well-behaved was refused', { ...run, failures: ['query: 429'] }, 'query: 429'],
    [
      'a refusal had no Retry-After',
      { ...run, tallies: { mutations: { ...flood, 'refused with 429 alone': 1 } } },
      'alone',
    ],
    ['nothing was refused', { ...run, tallies: { mutations: { [letThrough]: 9 } } }, 'the flood was none'],
  ])('is not when %s', (_, result, complaint) => {
    expect(complaintsAbout([result])).toEqual([expect.stringContaining(complaint)]);
  });

  it('adds up', () => {
    expect(totalOf([{ a: 1, b: 2 }, { a: 3 }])).toEqual({ a: 4, b: 2 });
  });
});

describe('the end of a response', () => {
  const response = 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc';

  it('is after as many bytes of body as its head says', () => {
    expect(responseEnd(Buffer.from(`${response}HTTP/1.1`))).toBe(response.length);
  });

  it.each(['HTTP/1.1 200 OK\r\nContent-Le', response.slice(0, -1)])('is not there yet in %j', (received) => {
    expect(responseEnd(Buffer.from(received))).toBeUndefined();
  });

  it('must be told', () => {
    expect(() => responseEnd(Buffer.from('HTTP/1.1 200 OK\r\n\r\n'))).toThrow('how long');
  });
});
