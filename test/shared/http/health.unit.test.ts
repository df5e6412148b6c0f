import { expect, it } from 'vitest';
import type { RequestHandler } from '../../../src/shared/infrastructure/http/HttpServer.ts';
import { startTestServer } from './testServer.ts';

const hello: RequestHandler = async (_request, response) => {
  response.end('hello');
};

const up = { name: 'database', required: true, check: async () => undefined };
const down = { name: 'redis', required: false, check: () => Promise.reject(new Error('ECONNREFUSED')) };

it('live as long as it runs', async () => {
  await using started = await startTestServer({ checks: [{ ...down, required: true }] });
  started.readiness.beginShutdown();

  const response = await fetch(`${started.server.url}/health/live`);

  expect([response.status, await response.json()]).toEqual([200, { status: 'live' }]);
  expect(response.headers.get('cache-control')).toBe('no-store');
});

it.each([
  ['everything is up', [up], 200, { status: 'ready', checks: { database: 'up' } }],
  ['what it can do without is down', [up, down], 200, { status: 'ready', checks: { database: 'up', redis: 'down' } }],
  [
    'what it needs is down',
    [up, { ...down, required: true }],
    503,
    { status: 'not ready', checks: { database: 'up', redis: 'down' } },
  ],
] as const)('ready: %s', async (_when, checks, status, body) => {
  await using started = await startTestServer({ checks });

  const response = await fetch(`${started.server.url}/health/ready`);

  expect([response.status, await response.json()]).toEqual([status, body]);
});

it('not ready once the end has begun, while requests are still answered', async () => {
  await using started = await startTestServer({ checks: [up], routes: { '/graphql': hello } });

  started.readiness.beginShutdown();

  const response = await fetch(`${started.server.url}/health/ready`);
  expect([response.status, await response.json()]).toEqual([503, { status: 'shutting down', checks: {} }]);
  expect((await fetch(`${started.server.url}/graphql`)).status).toBe(200);
});

it('what does not answer in time is down', async () => {
  const hangs = { ...up, check: () => Promise.withResolvers<void>().promise };
  await using started = await startTestServer({ checks: [hangs] });

  expect((await fetch(`${started.server.url}/health/ready`)).status).toBe(503);
});

it('asking at the same time costs one check', async () => {
  let checks = 0;
  const counted = { ...up, check: async () => void (checks += 1) };
  await using started = await startTestServer({ checks: [counted] });

  await Promise.all([started.readiness.report(), started.readiness.report(), started.readiness.report()]);

  expect(checks).toBe(1);
});

it('takes HEAD and nothing that changes something', async () => {
  await using started = await startTestServer();

  expect((await fetch(`${started.server.url}/health/live`, { method: 'HEAD' })).status).toBe(200);
  const response = await fetch(`${started.server.url}/health/live`, { method: 'POST' });
  expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
});
