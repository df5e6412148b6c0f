import { Registry } from 'prom-client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { OutboxState } from '../../../src/shared/infrastructure/events/readOutboxState.ts';
import { type FollowedLog, LiveGauges } from '../../../src/shared/infrastructure/metrics/LiveGauges.ts';
import { OutboxGauges } from '../../../src/shared/infrastructure/metrics/OutboxGauges.ts';
import { recordingLog } from '../../support/log.ts';
import { samplesIn } from './scrape.ts';

const standing: OutboxState = {
  dead: new Map([['notify', 2]]),
  release: { undone: 5, late: 3, oldestLateSeconds: 7 },
  other: { undone: 2, late: 1, oldestLateSeconds: 1_000 },
};

let registry: Registry;
let logger: ReturnType<typeof recordingLog>;

beforeEach(() => {
  registry = new Registry();
  logger = recordingLog();
});
afterEach(() => void vi.useRealTimers());

const outboxGauges = (read: () => Promise<OutboxState>) =>
  new OutboxGauges({ registry, handlers: ['notify', 'retract'], read, logger });

describe('the gauges of the outbox', () => {
  it('say how it stands', async () => {
    await outboxGauges(async () => standing).refresh();
    expect(await samplesIn(registry)).toEqual({
      commonplace_outbox_readable: 1,
      'commonplace_deliveries_undone{handlers="release"}': 5,
      'commonplace_deliveries_late{handlers="release"}': 3,
      'commonplace_oldest_late_delivery_seconds{handlers="release"}': 7,
      'commonplace_deliveries_undone{handlers="other"}': 2,
      'commonplace_deliveries_late{handlers="other"}': 1,
      'commonplace_oldest_late_delivery_seconds{handlers="other"}': 1_000,
      'commonplace_dead_letters{handler="notify"}': 2,
      'commonplace_dead_letters{handler="retract"}': 0,
    });
  });

  it('put handlers that this release does not have under one label', async () => {
    const dead = new Map([
      ['gone', 2],
      ['newer', 3],
    ]);
    await outboxGauges(async () => ({ ...standing, dead })).refresh();
    expect(await samplesIn(registry)).toMatchObject({
      'commonplace_dead_letters{handler="notify"}': 0,
      'commonplace_dead_letters{handler="other"}': 5,
    });
  });

  it('say nothing of an outbox that cannot be read, and go on afterwards', async () => {
    let isAway = false;
    const gauges = outboxGauges(async () => {
      if (isAway) throw new Error('the database is away');
      return standing;
    });
    await gauges.refresh();
    isAway = true;
    await gauges.refresh();
    await gauges.refresh();
    expect(await samplesIn(registry)).toEqual({ commonplace_outbox_readable: 0 });
    isAway = false;
    await gauges.refresh();
    expect(await samplesIn(registry)).toMatchObject({
      commonplace_outbox_readable: 1,
      'commonplace_deliveries_undone{handlers="release"}': 5,
    });
    expect(logger.lines.map(({ level }) => level)).toEqual(['warn', 'info']);
  });

  it('do not wait for a database that hangs, and do not ask it again meanwhile', async () => {
    vi.useFakeTimers();
    let asked = 0;
    const gauges = outboxGauges(() => {
      asked += 1;
      return Promise.withResolvers<OutboxState>().promise;
    });
    for (let scrapes = 0; scrapes < 3; scrapes += 1) {
      const refreshed = gauges.refresh();
      await vi.advanceTimersByTimeAsync(2_000);
      await refreshed;
    }
    expect(asked).toBe(1);
    expect(await samplesIn(registry)).toEqual({ commonplace_outbox_readable: 0 });
  });
});

describe('the gauges of followed logs', () => {
  const feeds: FollowedLog = {
    name: 'feeds',
    last: 40,
    followers: 3,
    head: async () => ({ epoch: 'e', head: 42, minimum: 0 }),
  };

  it('say how far each has come, and for how many', async () => {
    const notifications = { ...feeds, name: 'notifications', last: 7, followers: 0 };
    await new LiveGauges(registry, [feeds, notifications], logger).refresh();
    expect(await samplesIn(registry)).toEqual({
      'commonplace_live_head{log="feeds"}': 42,
      'commonplace_live_position{log="feeds"}': 40,
      'commonplace_live_subscribers{log="feeds"}': 3,
      'commonplace_live_head{log="notifications"}': 42,
      'commonplace_live_position{log="notifications"}': 7,
      'commonplace_live_subscribers{log="notifications"}': 0,
    });
  });

  it('leave out a head that cannot be read', async () => {
    const unreachable = { ...feeds, head: () => Promise.reject(new Error('the database is away')) };
    await new LiveGauges(registry, [unreachable], logger).refresh();
    expect(await samplesIn(registry)).toEqual({
      'commonplace_live_position{log="feeds"}': 40,
      'commonplace_live_subscribers{log="feeds"}': 3,
    });
    expect(logger.lines.map(({ level }) => level)).toEqual(['warn']);
  });
});
