import { beforeEach, expect, it } from 'vitest';
import { CardCreatedEvent } from '../../../src/modules/cards/index.ts';
import { type EventRoute, preparing, queued } from '../../../src/shared/application/EventRoute.ts';
import { meteredRoutes } from '../../../src/shared/infrastructure/events/meteredRoutes.ts';
import { ada, cardId, noon } from '../../support/cards.ts';
import { metadata } from '../../support/events.ts';

const event = new CardCreatedEvent(cardId(), ada, 'NOTE', undefined, noon());

let counted: string[];
beforeEach(() => {
  counted = [];
});

const metered = (route: EventRoute): EventRoute | undefined =>
  meteredRoutes([route], {
    started: (handler) => counted.push(`${handler} started`),
    ended: (handler, { hasFailed }) => counted.push(`${handler} ${hasFailed ? 'failed' : 'ended'}`),
    died: () => {},
  })[0];
const preparationOf = (route: EventRoute | undefined) => {
  if (route?.mode !== 'queued' || !route.prepare) throw new Error('the route prepares no longer');
  return route.prepare(event, { isLast: false });
};

it('counts a run for several deliveries once, and does not make one of several where there is none', async () => {
  const nothing = async () => [];
  const route = metered(queued(CardCreatedEvent, 'several', { handle: nothing, handleAll: nothing }));
  if (route?.mode !== 'queued' || !route.handleAll) throw new Error('the route takes several no longer');
  const delivery = { event, metadata: metadata(), page: undefined };
  await route.handleAll([delivery, delivery]);
  expect(counted).toEqual(['several started', 'several ended']);
  expect(metered(queued(CardCreatedEvent, 'single', { handle: nothing }))).toMatchObject({ handleAll: undefined });
});

it('counts a handler that prepares once: when it handles', async () => {
  const route = metered(preparing(CardCreatedEvent, 'asking', { prepare: async () => 1, handle: async () => {} }));
  const handle = await preparationOf(route);
  expect(counted).toEqual([]);
  await handle(event, metadata(), undefined);
  expect(counted).toEqual(['asking started', 'asking ended']);
});

it('counts one that could not prepare, or not handle, as failed', async () => {
  const fail = () => Promise.reject(new Error('nobody answers'));
  const unprepared = metered(preparing(CardCreatedEvent, 'asking', { prepare: fail, handle: async () => {} }));
  await expect(preparationOf(unprepared)).rejects.toThrow('nobody answers');
  expect(counted.splice(0)).toEqual(['asking started', 'asking failed']);
  const unhandled = metered(preparing(CardCreatedEvent, 'asking', { prepare: async () => 1, handle: fail }));
  const handle = await preparationOf(unhandled);
  await expect(handle(event, metadata(), undefined)).rejects.toThrow('nobody answers');
  expect(counted).toEqual(['asking started', 'asking failed']);
});
