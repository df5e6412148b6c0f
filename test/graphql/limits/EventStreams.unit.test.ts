import { expect, it } from 'vitest';
import type { Places } from '../../../src/shared/application/Places.ts';
import { type BareServer, startBareServer } from '../bareServer.ts';
import { fakeAuthenticate } from '../fakeTokens.ts';

const subscribe = ({ url }: BareServer) =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    body: '{"query":"subscription { renamed }"}',
  });

/** A step on the way of a subscription, which it stays at until it is let on. */
function gate() {
  const reached = Promise.withResolvers<void>();
  const opened = Promise.withResolvers<void>();
  return {
    reached: reached.promise,
    open: () => opened.resolve(),
    pass: () => {
      reached.resolve();
      return opened.promise;
    },
  };
}

it('an event stream that is asked for when the server stops is refused', async () => {
  const { reached, open, pass } = gate();
  await using server = await startBareServer({
    authenticate: async (authorization) => {
      await pass();
      return fakeAuthenticate(authorization);
    },
  });
  const asked = subscribe(server);
  await reached;

  const stopped = server.stop();
  open();

  const response = await asked;
  expect(response.status).toBe(503);
  expect(await response.text()).toContain('"code":"SERVICE_UNAVAILABLE"');
  await stopped;
});

it('one that is being opened ends, and gives back its place', async () => {
  const { reached, open, pass } = gate();
  const given = Promise.withResolvers<void>();
  const perAddress: Places = {
    take: async () => {
      await pass();
      return { [Symbol.dispose]: () => given.resolve() };
    },
  };
  await using server = await startBareServer({ limits: { places: { perAddress } } });
  const asked = subscribe(server);
  await reached;

  const stopped = server.stop();
  await expect(asked).rejects.toThrow('fetch failed');
  open();

  await given.promise;
  await stopped;
});
