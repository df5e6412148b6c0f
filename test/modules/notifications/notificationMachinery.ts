import { afterEach, beforeEach, expect } from 'vitest';
import { createEventCodecs } from '../../../src/composition/eventCodecs.ts';
import { notificationRoutes } from '../../../src/composition/eventRoutes.ts';
import { createNotificationHandlers } from '../../../src/composition/notificationHandlers.ts';
import { createUseCases } from '../../../src/composition/useCases.ts';
import type { RetractionSizes } from '../../../src/modules/notifications/infrastructure/PrismaRetraction.ts';
import type { DueDelivery } from '../../../src/shared/application/EventPublisher.ts';
import type { DirectRoute } from '../../../src/shared/application/EventRoute.ts';
import type { FencedDelivery } from '../../../src/shared/infrastructure/events/fencing.ts';
import { systemClock } from '../../../src/shared/infrastructure/system/systemClock.ts';
import { uuidGenerator } from '../../../src/shared/infrastructure/system/uuidGenerator.ts';
import { eventMachinery } from '../../support/eventMachinery.ts';
import { doingsOf } from './doings.ts';

/** Real mutations, the real path of their events, and the app's handlers of notifications. Their deliveries wait until the test has them done. */
export async function notificationMachinery(retractionSizes?: RetractionSizes) {
  let commitsWithChanges = 0;
  const onChanged = (): void => {
    commitsWithChanges += 1;
  };
  const machinery = await eventMachinery((database) =>
    notificationRoutes(createNotificationHandlers(database, onChanged, retractionSizes)),
  );
  const { database, unitOfWork, executor, registry, handedOver } = machinery;
  const useCases = createUseCases({
    database,
    unitOfWork,
    clock: systemClock,
    ids: uuidGenerator,
    notificationsChanged: onChanged,
  });
  const codecs = createEventCodecs();

  return {
    ...machinery,
    ...doingsOf(useCases),
    get commitsWithChanges(): number {
      return commitsWithChanges;
    },
    useCases,
    markRead: useCases.markNotificationsRead,
    markSeen: useCases.markNotificationsSeen,
    markAllRead: useCases.markAllNotificationsRead,

    handlerOf(name: string): DirectRoute {
      const route = registry.queuedRoute(name);
      if (!route || route.prepare) throw new Error(`there is no handler ${name}`);
      return route;
    },
    decode: (row: FencedDelivery) => codecs.decode(row),
    /** Does what is due by now and what comes of it, one after the other; of one handler, or of all. */
    async deliver(only?: string): Promise<void> {
      for (;;) {
        const index = handedOver.findIndex((due) => only === undefined || due.handler === only);
        const [delivery] = index < 0 ? [] : handedOver.splice(index, 1);
        if (!delivery) return;
        await executor.execute(delivery);
      }
    },
    /** Holds what is due of a handler back, and gives it. */
    holdBack(handler: string): DueDelivery[] {
      const held = handedOver.filter((due) => due.handler === handler);
      handedOver.splice(0, handedOver.length, ...handedOver.filter((due) => !held.includes(due)));
      return held;
    },
    /** Handlers that failed, or lost too many races. */
    get failures(): readonly object[] {
      return machinery.logger.lines.filter(({ level }) => level === 'warn' || level === 'error');
    },
    /** What recipients have, tombstones included, in the order of recipients and of the list. */
    notifications(recipientId?: string) {
      return database.client.notification.findMany({
        ...(recipientId === undefined ? {} : { where: { recipientId } }),
        orderBy: [{ recipientId: 'asc' }, { seq: 'asc' }],
      });
    },
    /** Why they have it. */
    causes: () => database.client.notificationCause.findMany({ orderBy: [{ recipientId: 'asc' }, { seq: 'asc' }] }),
    changes: () => database.client.notificationChange.findMany({ orderBy: { id: 'asc' } }),
    /** Who has an unread notification, and of which kind. */
    async unread(): Promise<string[]> {
      const rows = await database.client.notification.findMany({ where: { readAt: null, retractedAt: null } });
      return rows.map(({ recipientId, kind }) => `${recipientId} ${kind}`).toSorted();
    },
  };
}

export type NotificationMachinery = Awaited<ReturnType<typeof notificationMachinery>>;

/** One for each test of a file, in which no handler may fail. */
export function withNotificationMachinery(use: (machinery: NotificationMachinery) => Promise<void> | void): void {
  let machinery: NotificationMachinery;
  beforeEach(async () => {
    machinery = await notificationMachinery();
    await use(machinery);
  });
  afterEach(async () => {
    const { failures } = machinery;
    await machinery[Symbol.asyncDispose]();
    expect(failures).toEqual([]);
  });
}
