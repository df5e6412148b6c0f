import { describe, expect, it } from 'vitest';
import { CardAddedToLibraryEvent, CardCreatedEvent } from '../../../src/modules/cards/index.ts';
import { DomainEvents } from '../../../src/shared/domain/events/DomainEvents.ts';
import { ada, cardId, noon } from '../../support/cards.ts';
import { metadata } from '../../support/events.ts';

const added = new CardAddedToLibraryEvent(cardId(), ada, 'NOTE', undefined, undefined, noon());

describe('DomainEvents', () => {
  it('awaits the handlers of an event one after the other, in the order of their registration', async () => {
    const events = new DomainEvents();
    const steps: string[] = [];
    events.register(async () => {
      steps.push('first begins');
      await Promise.resolve();
      steps.push('first ends');
    }, CardAddedToLibraryEvent);
    events.register(async (event, { eventId }) => {
      steps.push(`second: ${event.curatorId.value} ${eventId === metadata().eventId}`);
    }, CardAddedToLibraryEvent);
    await events.dispatch(added, metadata());
    expect(steps).toEqual(['first begins', 'first ends', 'second: did:plc:ada true']);
  });

  it('rejects with the first failure, and runs no further handler', async () => {
    const events = new DomainEvents();
    const ran: string[] = [];
    events.register(() => Promise.reject(new Error('no')), CardAddedToLibraryEvent);
    events.register(async () => void ran.push('second'), CardAddedToLibraryEvent);
    await expect(events.dispatch(added, metadata())).rejects.toThrow('no');
    expect(ran).toEqual([]);
  });

  it('tells of an event only those who registered for it', async () => {
    const events = new DomainEvents();
    const heard: string[] = [];
    events.register(async () => void heard.push('created'), CardCreatedEvent);
    await events.dispatch(added, metadata());
    expect(heard).toEqual([]);
  });

  it('keeps two apps in one process apart', async () => {
    const [one, other] = [new DomainEvents(), new DomainEvents()];
    const heard: string[] = [];
    one.register(async () => void heard.push('one'), CardAddedToLibraryEvent);
    other.register(async () => void heard.push('other'), CardAddedToLibraryEvent);
    await one.dispatch(added, metadata());
    expect(heard).toEqual(['one']);
  });
});
