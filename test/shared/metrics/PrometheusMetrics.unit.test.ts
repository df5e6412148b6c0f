import { Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { PrometheusMetrics } from '../../../src/shared/infrastructure/metrics/PrometheusMetrics.ts';
import { samplesIn } from './scrape.ts';

function metricsOf(handlers: readonly string[] = ['notify']) {
  const registry = new Registry();
  return { registry, metrics: new PrometheusMetrics(registry, handlers) };
}

describe('the metrics of handlers', () => {
  it('are there before anything happened', async () => {
    const { registry } = metricsOf();
    expect(await samplesIn(registry)).toMatchObject({
      'commonplace_handler_starts_total{handler="notify"}': 0,
      'commonplace_handler_failures_total{handler="notify"}': 0,
      'commonplace_deliveries_died_total{handler="notify"}': 0,
      'commonplace_handler_duration_seconds_count{handler="notify"}': 0,
    });
  });

  it('count starts, failures, time and dead letters', async () => {
    const { registry, metrics } = metricsOf();
    for (const hasFailed of [true, false, true]) {
      metrics.started('notify');
      metrics.ended('notify', { hasFailed, seconds: 0.5 });
    }
    metrics.died('notify');
    expect(await samplesIn(registry)).toMatchObject({
      'commonplace_handler_starts_total{handler="notify"}': 3,
      'commonplace_handler_failures_total{handler="notify"}': 2,
      'commonplace_deliveries_died_total{handler="notify"}': 1,
      'commonplace_handler_duration_seconds_count{handler="notify"}': 3,
      'commonplace_handler_duration_seconds_sum{handler="notify"}': 1.5,
    });
  });

  it('have one label for all handlers that this release does not have', async () => {
    const { registry, metrics } = metricsOf();
    for (let n = 0; n < 100; n += 1) metrics.died(`unheard-of-${n}`);
    const deaths = Object.entries(await samplesIn(registry)).filter(([name]) => name.includes('died'));
    expect(deaths).toEqual([
      ['commonplace_deliveries_died_total{handler="notify"}', 0],
      ['commonplace_deliveries_died_total{handler="other"}', 100],
    ]);
  });

  it('are not shared by two apps in one process', async () => {
    const [one, other] = [metricsOf(), metricsOf()];
    one.metrics.died('notify');
    expect(await samplesIn(other.registry)).toMatchObject({
      'commonplace_deliveries_died_total{handler="notify"}': 0,
    });
  });
});

it('requests are counted and timed by the class of their status', async () => {
  const { registry, metrics } = metricsOf();
  for (const status of [200, 204, 404, 503, undefined]) metrics.answered(status, 0.02);
  const counts = Object.entries(await samplesIn(registry)).filter(
    ([name]) => name.includes('http') && /_count/.test(name),
  );
  expect(Object.fromEntries(counts)).toEqual({
    'commonplace_http_request_duration_seconds_count{status="2xx"}': 2,
    'commonplace_http_request_duration_seconds_count{status="4xx"}': 1,
    'commonplace_http_request_duration_seconds_count{status="5xx"}': 1,
    'commonplace_http_request_duration_seconds_count{status="aborted"}': 1,
  });
});
