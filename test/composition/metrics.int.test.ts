import { expect, it } from 'vitest';
import type { AppHooks } from '../../src/composition/AppHooks.ts';
import { choosePort } from '../../src/embedded/ports.ts';
import { samplesOf } from '../shared/metrics/scrape.ts';
import { testApp } from '../support/app.ts';
import { AddUrl, FeedChanged, FeedPage } from '../support/client.operations.ts';
import { eventually } from '../support/eventually.ts';

type TestApp = Awaited<ReturnType<typeof testApp>>;

const handler = 'notify-card-saved';
const global = { global: true };

const scrape = async (url: string | undefined) => samplesOf(await (await fetch(`${url}/metrics`)).text());
const metricsOf = ({ app }: TestApp) => scrape(app.url);

const fail = () => Promise.reject(new Error('poison'));

/** Where this one handler always fails, for one delivery as for several. */
const poisoned: AppHooks = {
  timing: { relay: { pollMs: 20 }, retries: { maxStarts: 2, firstBackoffMs: 1, maxBackoffMs: 1 } },
  routes: (routes) =>
    routes.map((route) =>
      route.mode === 'queued' && !route.prepare && route.handler === handler
        ? { ...route, handle: fail, handleAll: fail }
        : route,
    ),
};

it('a dead letter raises its counter and its gauge, in its app alone', async () => {
  await using ill = await testApp({ withRedis: true, hooks: poisoned });
  await using well = await testApp({ withRedis: true });
  const ada = await ill.connect('ada');
  await ada.send(AddUrl, { url: 'https://example.org/' });
  await eventually(async () =>
    expect(await metricsOf(ill)).toMatchObject({
      [`commonplace_deliveries_died_total{handler="${handler}"}`]: 1,
      [`commonplace_dead_letters{handler="${handler}"}`]: 1,
      [`commonplace_handler_starts_total{handler="${handler}"}`]: 2,
      [`commonplace_handler_failures_total{handler="${handler}"}`]: 2,
      commonplace_outbox_readable: 1,
    }),
  );
  expect(await metricsOf(well)).toMatchObject({
    [`commonplace_deliveries_died_total{handler="${handler}"}`]: 0,
    [`commonplace_dead_letters{handler="${handler}"}`]: 0,
    [`commonplace_handler_starts_total{handler="${handler}"}`]: 0,
  });
});

it('subscribers, sockets and positions are those of now', async () => {
  await using test = await testApp({ withRedis: false });
  const ada = await test.connect('ada');
  await ada.send(AddUrl, { url: 'https://example.org/one' });
  const { liveCursor } = (await ada.send(FeedPage, { feed: global })).feed;
  const feed = ada.subscribe(FeedChanged, { feed: global, after: liveCursor });
  await ada.send(AddUrl, { url: 'https://example.org/two' });
  await feed.first(({ feedChanged }) => feedChanged.__typename === 'FeedItemAdded');
  expect(await metricsOf(test)).toMatchObject({
    commonplace_open_sockets: 1,
    'commonplace_live_subscribers{log="feeds"}': 1,
    'commonplace_live_subscribers{log="notifications"}': 0,
    'commonplace_live_position{log="feeds"}': 2,
    'commonplace_live_head{log="feeds"}': 2,
    process_resident_memory_bytes: expect.any(Number),
  });
  feed[Symbol.dispose]();
  await ada[Symbol.asyncDispose]();
  await eventually(async () =>
    expect(await metricsOf(test)).toMatchObject({
      commonplace_open_sockets: 0,
      'commonplace_live_subscribers{log="feeds"}': 0,
    }),
  );
});

it('a worker shows its own', async () => {
  const port = await choosePort(undefined);
  await using _worker = await testApp({ withRedis: true, role: 'worker', env: { PORT: String(port) } });
  const metrics = await scrape(`http://127.0.0.1:${port}`);
  expect(metrics).toMatchObject({ [`commonplace_handler_starts_total{handler="${handler}"}`]: 0 });
  expect(Object.keys(metrics).filter((name) => name.includes('_live_'))).toEqual([]);
});

it.each([
  ['nobody is let in without METRICS_TOKEN, as if there were nothing', {}, {}, 404],
  ['nobody is let in without the token', { METRICS_TOKEN: 'sixteen-letters-' }, {}, 401],
  [
    'who has the token is let in',
    { METRICS_TOKEN: 'sixteen-letters-' },
    { authorization: 'Bearer sixteen-letters-' },
    200,
  ],
])('in production %s', async (_what, env, headers, status) => {
  const production = {
    NODE_ENV: 'production',
    HOST: '127.0.0.1',
    DATABASE_URL: 'postgresql://localhost/said-elsewhere',
    REDIS_URL: 'redis://localhost/said-elsewhere',
    AUTH_SECRET: '',
    AUTH_JWKS_URL: 'http://127.0.0.1/never-asked',
    AUTH_ISSUER: 'https://auth.example.com/',
    AUTH_AUDIENCE: 'commonplace',
  };
  await using test = await testApp({ withRedis: true, env: { ...production, ...env } });
  expect((await fetch(`${test.app.url}/metrics`, { headers })).status).toBe(status);
});
