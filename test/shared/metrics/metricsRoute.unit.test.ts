import { once } from 'node:events';
import { Counter, Registry } from 'prom-client';
import { expect, it } from 'vitest';
import type { Gauges } from '../../../src/shared/infrastructure/metrics/Gauges.ts';
import { metricsRoute } from '../../../src/shared/infrastructure/metrics/metricsRoute.ts';
import { PrometheusMetrics } from '../../../src/shared/infrastructure/metrics/PrometheusMetrics.ts';
import { eventually } from '../../support/eventually.ts';
import { heldHandler, send, startTestServer } from '../http/testServer.ts';
import { samplesIn, samplesOf } from './scrape.ts';

const token = 'a-token-of-16-characters';

async function startServer({ token, gauges = [] }: { token?: string; gauges?: readonly Gauges[] } = {}) {
  const registry = new Registry();
  const scrapes = new Counter({ name: 'scrapes_total', help: 'scrapes', registers: [registry] });
  const route = metricsRoute({ registry, gauges, token });
  const started = await startTestServer({ routes: { '/metrics': route } });
  return {
    ...started,
    scrapes,
    ask: (init: RequestInit = {}) => fetch(`${started.server.url}/metrics`, init),
  };
}

it('answers in the text format of Prometheus, that no cache keeps, after the gauges were read', async () => {
  let refreshed = 0;
  await using started = await startServer({ gauges: [{ refresh: async () => void (refreshed += 1) }] });
  started.scrapes.inc(2);
  const response = await started.ask();
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(samplesOf(await response.text())).toEqual({ scrapes_total: 2 });
  expect(refreshed).toBe(1);
});

it('takes GET and HEAD alone', async () => {
  await using started = await startServer();
  expect((await started.ask({ method: 'HEAD' })).status).toBe(200);
  const response = await started.ask({ method: 'POST' });
  expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
});

it.each([
  ['without a token', undefined],
  ['with another token', 'Bearer another-token-of-16'],
  ['with a part of the token', `Bearer ${token.slice(0, -1)}`],
  ['with more than the token', `Bearer ${token}x`],
  ['in another scheme', `Basic ${token}`],
  ['with the bare token', token],
])('lets nobody in %s', async (_how, authorization) => {
  let refreshed = 0;
  await using started = await startServer({ token, gauges: [{ refresh: async () => void (refreshed += 1) }] });
  const response = await started.ask({ headers: authorization === undefined ? {} : { authorization } });
  expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
  expect(await response.text()).not.toContain('scrapes_total');
  expect(refreshed).toBe(0);
});

it('lets in who has the token', async () => {
  await using started = await startServer({ token });
  expect((await started.ask({ headers: { authorization: `Bearer ${token}` } })).status).toBe(200);
});

it('the server counts what it answered, and what nobody waited for', async () => {
  const registry = new Registry();
  const { handler, called, release } = heldHandler();
  const metrics = new PrometheusMetrics(registry, []);
  await using started = await startTestServer({ metrics, routes: { '/slow': handler } });
  await (await fetch(`${started.server.url}/health/live`)).text();
  await (await fetch(`${started.server.url}/nowhere`)).text();
  const impatient = await send(started.server.url, 'GET /slow HTTP/1.1\r\nhost: x\r\n\r\n');
  await called;
  impatient.destroy();
  await once(impatient, 'close');
  await eventually(async () =>
    expect(await samplesIn(registry)).toMatchObject({
      'commonplace_http_request_duration_seconds_count{status="2xx"}': 1,
      'commonplace_http_request_duration_seconds_count{status="4xx"}': 1,
      'commonplace_http_request_duration_seconds_count{status="aborted"}': 1,
    }),
  );
  release();
});
