import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LimitMetrics, SharedLimit } from '../../../src/shared/application/Metrics.ts';
import { RedisPlaces } from '../../../src/shared/infrastructure/rateLimit/RedisPlaces.ts';
import { RedisRateLimiter } from '../../../src/shared/infrastructure/rateLimit/RedisRateLimiter.ts';
import { PromptRedis } from '../../../src/shared/infrastructure/redis/PromptRedis.ts';
import { testApp } from '../../support/app.ts';
import { AddUrl } from '../../support/client.operations.ts';
import { createTestDatabase } from '../../support/database.ts';
import { eventually } from '../../support/eventually.ts';
import { quietLog } from '../../support/live/quietLog.ts';
import { recordingLog } from '../../support/log.ts';
import { OwnRedis } from '../../support/OwnRedis.ts';
import { samplesOf } from '../metrics/scrape.ts';

let redis: OwnRedis;
let opened: AsyncDisposableStack;
beforeEach(async () => {
  opened = new AsyncDisposableStack();
  redis = opened.use(await OwnRedis.prepare());
  await redis.start();
});
afterEach(async () => {
  redis.thaw();
  await opened.disposeAsync();
});

/** One instance's parts; all of a test share the Redis. */
async function instance({ perSecond = 5, perSubject = 3, leaseMs = 45_000 } = {}) {
  const prompt = opened.use(await PromptRedis.connect({ url: redis.url, logger: quietLog, probeMs: 20 }));
  const counted = { refused: 0, unchecked: 0 };
  const metrics: LimitMetrics = {
    refused: () => void counted.refused++,
    unchecked: () => void counted.unchecked++,
  };
  const parts = { redis: prompt, prefix: 'test', metrics };
  const places = (limit: SharedLimit) => opened.use(new RedisPlaces({ ...parts, limit, perSubject, leaseMs }));
  const sockets = places('sockets_per_viewer');
  return {
    prompt,
    rate: new RedisRateLimiter({ ...parts, limit: 'rate_per_viewer', perSecond }),
    sockets,
    ofAddress: places('sockets_per_address'),
    counted,
    /** As if its process had been killed: nobody renews its places, or gives them back. */
    die() {
      sockets[Symbol.dispose]();
      prompt[Symbol.dispose]();
    },
  };
}

async function millisecondsOf(work: () => Promise<unknown>): Promise<number> {
  const begunAt = performance.now();
  await work();
  return performance.now() - begunAt;
}

const asked = (times: number): undefined[] => Array.from({ length: times }, () => undefined);

describe('a rate', () => {
  it('is one for all instances, and for each subject its own', async () => {
    const [here, there] = [await instance(), await instance()];
    const answers = await Promise.all(asked(12).map((_, n) => (n % 2 === 0 ? here : there).rate.consume('ada')));
    const refusals = answers.filter((refusal) => refusal !== undefined);
    expect(refusals).toHaveLength(7);
    expect(refusals[0]).toEqual({ retryAfterSeconds: 1 });
    expect(here.counted.refused + there.counted.refused).toBe(7);
    expect(await here.rate.consume('bob')).toBeUndefined();
    // The next window.
    await eventually(async () => expect(await here.rate.consume('ada')).toBeUndefined());
  });

  it('counts what turns out to be more, and never so much that it would come too early for ever', async () => {
    const [here, there] = [await instance(), await instance()];
    await here.rate.consume('ada');
    expect(await here.rate.consumeMore('ada', 3)).toBeUndefined();
    expect(await there.rate.consume('ada')).toBeUndefined();
    expect(await there.rate.consumeMore('ada', 1)).toEqual({ retryAfterSeconds: 1 });
    await here.rate.consume('bob');
    expect(await here.rate.consumeMore('bob', 99)).toBeUndefined();
    expect(await there.rate.consume('bob')).toBeDefined();
    const { rate: one } = await instance({ perSecond: 1 });
    expect([await one.consume('carol'), await one.consumeMore('carol', 99)]).toEqual([undefined, undefined]);
  });

  it('asks nobody about who has used it up', async () => {
    const { rate } = await instance();
    for (const _ of asked(5)) expect(await rate.consume('ada')).toBeUndefined();
    const commands = () =>
      redis.ask(async (own) => /total_commands_processed:(\d+)/.exec(await own.info('stats'))?.[1]);
    const [before, refused, after] = [await commands(), await rate.consume('ada'), await commands()];
    expect(refused).toBeDefined();
    // Those of the two questions themselves.
    const ofQuestions = Number(await commands()) - Number(after);
    expect(Number(after) - Number(before)).toBe(ofQuestions);
  });
});

describe('a Redis', () => {
  it('that is killed refuses nobody, and makes nobody wait; when it is back it counts again', async () => {
    const { rate, counted, prompt } = await instance();
    await redis.kill();
    await eventually(() => prompt.isAway);
    const ms = await millisecondsOf(async () => {
      for (const _ of asked(200)) expect(await rate.consume('ada')).toBeUndefined();
    });
    expect(ms).toBeLessThan(100);
    expect(counted).toEqual({ refused: 0, unchecked: 200 });
    await redis.start();
    await eventually(() => !prompt.isAway);
    for (const _ of asked(5)) expect(await rate.consume('ada')).toBeUndefined();
    expect(await rate.consume('ada')).toBeDefined();
  });

  it('that freezes is waited for once, some 50 ms; when it thaws it counts again', async () => {
    const { rate, counted, prompt } = await instance();
    redis.freeze();
    const together = await millisecondsOf(() => Promise.all(asked(20).map(() => rate.consume('ada'))));
    expect(together).toBeLessThan(500);
    const later = await millisecondsOf(async () => {
      for (const _ of asked(200)) expect(await rate.consume('ada')).toBeUndefined();
    });
    expect(later).toBeLessThan(100);
    expect(counted).toEqual({ refused: 0, unchecked: 220 });
    redis.thaw();
    await eventually(() => !prompt.isAway);
    await eventually(async () => expect(await rate.consume('bob')).toBeUndefined());
    for (const _ of asked(5)) await rate.consume('carol');
    expect(await rate.consume('carol')).toBeDefined();
  });
});

it('a Redis that answers with an error, and then as it should: limits fail and work again, each told once', async () => {
  const log = recordingLog();
  using prompt = await PromptRedis.connect({ url: redis.url, logger: log });
  const fail = () => prompt.ask((client) => client.call('NO-SUCH-COMMAND'));
  const work = () => prompt.ask((client) => client.ping());
  const told = () => log.lines.filter(({ level }) => level !== 'debug').map(({ level, message }) => [level, message]);
  const fails = ['warn', 'asking Redis about limits fails; it is tried again'];
  const works = ['info', 'asking Redis about limits works again'];

  expect([await fail(), await fail()]).toEqual([undefined, undefined]);
  expect(told()).toEqual([fails]);
  expect([await work(), await work()]).toEqual([{ value: 'PONG' }, { value: 'PONG' }]);
  expect(told()).toEqual([fails, works]);
  await fail();
  expect(told()).toEqual([fails, works, fails]);
});

it('what Redis has answered while this process was busy is in time', async () => {
  const { rate, counted, prompt } = await instance();
  const asking = rate.consume('ada');
  const until = performance.now() + 150;
  while (performance.now() < until);
  await asking;
  expect(counted.unchecked).toBe(0);
  expect(prompt.isAway).toBe(false);
});

describe('the places of a viewer, or of an address', () => {
  it('have so many places over all instances, and one more when one is given back', async () => {
    const [here, there] = [await instance(), await instance()];
    const places = [await here.sockets.take('ada'), await there.sockets.take('ada'), await here.sockets.take('ada')];
    expect(places.every((place) => place !== undefined)).toBe(true);
    expect([await here.sockets.take('ada'), await there.sockets.take('ada')]).toEqual([undefined, undefined]);
    expect(await there.sockets.take('bob')).toBeDefined();
    expect(await there.ofAddress.take('ada')).toBeDefined();
    places[0]?.[Symbol.dispose]();
    await eventually(async () => expect(await there.sockets.take('ada')).toBeDefined());
  });

  it('that were open on an instance that is killed hold their places for one lease, and others for as long as they are open', async () => {
    const leaseMs = 300;
    const [dying, living] = [await instance({ leaseMs }), await instance({ leaseMs })];
    await living.sockets.take('ada');
    await dying.sockets.take('ada');
    await dying.sockets.take('ada');
    dying.die();
    expect(await living.sockets.take('ada')).toBeUndefined();
    await eventually(async () => expect(await living.sockets.take('ada')).toBeDefined());
    await eventually(async () => expect(await living.sockets.take('ada')).toBeDefined());
    const newcomer = await instance({ leaseMs });
    // Longer than a lease: they are renewed.
    const until = performance.now() + 3 * leaseMs;
    await eventually(async () => {
      expect(await newcomer.sockets.take('ada')).toBeUndefined();
      return performance.now() > until;
    });
  });

  it('are bounded by what the instance knows while Redis is away, and all count again when it is back', async () => {
    const { sockets, counted, prompt } = await instance({ leaseMs: 300 });
    const other = await instance({ leaseMs: 300 });
    await redis.kill();
    await eventually(() => prompt.isAway && other.prompt.isAway);
    for (const _ of asked(3)) expect(await sockets.take('ada')).toBeDefined();
    expect(await sockets.take('ada')).toBeUndefined();
    expect(counted).toEqual({ refused: 1, unchecked: 3 });
    await redis.start();
    await eventually(async () => {
      const place = await other.sockets.take('ada');
      place?.[Symbol.dispose]();
      expect(place).toBeUndefined();
    });
  });
});

it('two apps count together, tell when to try again, and go on without Redis', async () => {
  const database = opened.use(await createTestDatabase());
  const start = async () =>
    opened.use(
      await testApp({
        withRedis: true,
        role: 'api',
        database,
        env: { RATE_LIMIT_PER_VIEWER: '6', RATE_LIMIT_PER_ADDRESS: '1000' },
        redisUrl: redis.url,
      }),
    );
  const [here, there] = [await start(), await start()];
  const [one, other] = [await here.connect('ada'), await there.connect('ada')];
  const add = (client: typeof one, n: number) => client.send(AddUrl, { url: `https://example.org/${n}` });
  const flood = await Promise.allSettled(asked(20).map((_, n) => add(n % 2 === 0 ? one : other, n)));
  const refused = flood.filter((outcome) => outcome.status === 'rejected');
  expect(refused.length).toBeGreaterThanOrEqual(20 - 2 * 6);
  for (const { reason } of refused) expect(String(reason)).toContain('Too many operations: try again in 1 s');

  await redis.kill();
  const ms = await millisecondsOf(() => Promise.all(asked(20).map((_, n) => add(n % 2 === 0 ? one : other, 100 + n))));
  expect(ms).toBeLessThan(3_000);
  const metrics = samplesOf(await (await fetch(`${here.app.url}/metrics`)).text());
  expect(metrics['commonplace_limit_unchecked_total{limit="rate_per_viewer"}']).toBeGreaterThanOrEqual(10);
  expect(metrics['commonplace_limit_refused_total{limit="rate_per_viewer"}']).toBeGreaterThan(0);
});
