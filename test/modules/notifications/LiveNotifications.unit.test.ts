import { describe, expect, it } from 'vitest';
import { ada, bob } from '../../support/cards.ts';
import { eventually } from '../../support/eventually.ts';
import { Gates } from '../../support/live/Gates.ts';
import { InMemoryNotifications } from './InMemoryNotifications.ts';
import { liveInstance, read } from './liveInstance.ts';

async function inMemory() {
  const notifications = new InMemoryNotifications();
  return { notifications, ...(await liveInstance(notifications.log, notifications)) };
}

describe('a subscriber', () => {
  it('hears of its own notifications alone, each with the cursor to go on from', async () => {
    await using app = await inMemory();
    const subscription = app.live.subscribe(ada, undefined);
    const heard = read(subscription);
    await subscription.started;
    app.log.accept(app.notifications.change('ADDED', ada.value, bob.value));
    app.log.accept(app.notifications.change('ADDED', bob.value));
    await eventually(() => app.log.last === 2);
    app.log.accept(app.notifications.changeAgain('REMOVED', `1001 ${ada.value}`));
    app.log.accept(app.notifications.change('ALL_READ', bob.value));
    app.log.accept(app.notifications.change('ALL_READ', ada.value));
    await eventually(() => expect(heard).toHaveLength(3));
    expect(heard).toEqual([
      { cursor: app.cursor(1), op: 'ADDED', notificationId: `1001 ${ada.value}` },
      { cursor: app.cursor(3), op: 'REMOVED', notificationId: `1001 ${ada.value}` },
      { cursor: app.cursor(5), op: 'ALL_READ', notificationId: null },
    ]);
    await subscription.return();
  });

  it('goes on from a cursor, and of a change that another has overtaken hears the later alone', async () => {
    await using app = await inMemory();
    app.notifications.change('ADDED', ada.value);
    app.notifications.change('ADDED', ada.value);
    app.notifications.change('ADDED', ada.value);
    app.notifications.changeAgain('UPDATED', `1002 ${ada.value}`);
    const subscription = app.live.subscribe(ada, app.cursor(1));
    const heard = read(subscription);
    await eventually(() => expect(heard.map(({ cursor }) => cursor)).toEqual([app.cursor(3), app.cursor(4)]));
    expect(heard.at(-1)).toMatchObject({ op: 'UPDATED', notificationId: `1002 ${ada.value}` });
    await subscription.return();
  });

  it('that is far behind hears of everything, page by page', async () => {
    await using app = await inMemory();
    for (let n = 0; n < 1_200; n += 1) app.notifications.change('ADDED', n % 100 === 0 ? bob.value : ada.value);
    const subscription = app.live.subscribe(ada, app.cursor(0));
    const heard = read(subscription);
    await eventually(() => expect(heard).toHaveLength(1_188));
    expect(new Set(heard.map(({ cursor }) => cursor)).size).toBe(1_188);
    await subscription.return();
  });

  it('that has gone is told nothing and looked up no more; another of the same recipient stays', async () => {
    await using app = await inMemory();
    const [one, other] = [app.live.subscribe(ada, undefined), app.live.subscribe(ada, undefined)];
    const heard = [read(one), read(other)];
    await Promise.all([one.started, other.started]);
    app.log.accept(app.notifications.change('ADDED', ada.value));
    await eventually(() => expect(heard).toMatchObject([{ length: 1 }, { length: 1 }]));
    await one.return();
    app.log.accept(app.notifications.change('ADDED', ada.value));
    await eventually(() => expect(heard).toMatchObject([{ length: 1 }, { length: 2 }]));
    await other.return();
    app.log.accept(app.notifications.change('ADDED', ada.value));
    await eventually(() => app.log.last === 3);
    expect(app.notifications.lookUps).toEqual([[ada.value], [ada.value]]);
  });
});

describe('a subscriber that comes between the look-up of who is concerned and the delivery', () => {
  it('misses nothing: it reads the database up to that delivery', async () => {
    await using app = await inMemory();
    const other = app.live.subscribe(bob, undefined);
    await other.started;
    const gates = new Gates();
    app.notifications.step = gates.pass;
    app.log.accept(app.notifications.change('ADDED', ada.value));
    await eventually(() => gates.waiting === 1);
    gates.openAll();
    await eventually(() => gates.waiting === 1); // looked up, and not yet delivered
    expect(app.notifications.lookUps).toEqual([[bob.value]]);

    app.notifications.step = async () => {};
    const subscription = app.live.subscribe(ada, app.cursor(0));
    const heard = read(subscription);
    gates.openAll();
    await eventually(() => expect(heard).toHaveLength(1));
    app.log.accept(app.notifications.change('ADDED', ada.value));
    await eventually(() => expect(heard).toHaveLength(2));
    expect(heard.map(({ cursor }) => cursor)).toEqual([app.cursor(1), app.cursor(2)]);
    await Promise.all([subscription.return(), other.return()]);
  });
});
