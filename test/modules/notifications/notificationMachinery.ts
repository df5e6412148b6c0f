import { createEventCodecs } from '../../../src/composition/eventCodecs.ts';
import { createEventHandlers } from '../../../src/composition/eventHandlers.ts';
import { AddCardToLibrary } from '../../../src/modules/cards/application/AddCardToLibrary.ts';
import { AddNote } from '../../../src/modules/cards/application/AddNote.ts';
import { AddUrlToLibrary } from '../../../src/modules/cards/application/AddUrlToLibrary.ts';
import { RemoveCardFromLibrary } from '../../../src/modules/cards/application/RemoveCardFromLibrary.ts';
import { CardAddedToLibraryEvent, CardRemovedFromLibraryEvent } from '../../../src/modules/cards/index.ts';
import { AddSavedCardToCollections } from '../../../src/modules/collections/application/AddSavedCardToCollections.ts';
import { PrismaCollectionRepository } from '../../../src/modules/collections/infrastructure/PrismaCollectionRepository.ts';
import { FollowTarget } from '../../../src/modules/curators/application/FollowTarget.ts';
import { UnfollowTarget } from '../../../src/modules/curators/application/UnfollowTarget.ts';
import { CuratorFollowedEvent, CuratorUnfollowedEvent, curatorTarget } from '../../../src/modules/curators/index.ts';
import { PrismaFollowRepository } from '../../../src/modules/curators/infrastructure/PrismaFollowRepository.ts';
import { PrismaTargets } from '../../../src/modules/curators/infrastructure/PrismaTargets.ts';
import { MarkAllNotificationsRead } from '../../../src/modules/notifications/application/MarkAllNotificationsRead.ts';
import { MarkNotificationsRead } from '../../../src/modules/notifications/application/MarkNotificationsRead.ts';
import { PrismaNotificationStore } from '../../../src/modules/notifications/infrastructure/PrismaNotificationStore.ts';
import type { QueuedEventHandler } from '../../../src/shared/application/EventHandler.ts';
import { queued } from '../../../src/shared/application/EventRoute.ts';
import type { CuratorId } from '../../../src/shared/domain/CuratorId.ts';
import type { Database } from '../../../src/shared/infrastructure/database/Database.ts';
import type { FencedDelivery } from '../../../src/shared/infrastructure/events/fencing.ts';
import { systemClock } from '../../../src/shared/infrastructure/system/systemClock.ts';
import { uuidGenerator } from '../../../src/shared/infrastructure/system/uuidGenerator.ts';
import { eventMachinery } from '../../support/eventMachinery.ts';

/** The app's own handlers, by the names of their routes. */
function createHandlers(database: Database, notificationsChanged: () => void) {
  const { notifications } = createEventHandlers(database, { feedsChanged: () => {}, notificationsChanged });
  return {
    'notify-card-saved': notifications.cardSaved,
    'notify-followers-of-save': notifications.followersOfSave,
    'notify-followed': notifications.followed,
    'retract-saved': notifications.retractSaved,
    'retract-followed': notifications.retractFollowed,
  };
}

type Handlers = ReturnType<typeof createHandlers>;
export type HandlerName = keyof Handlers;
/** Who follows whom. */
interface Pair {
  readonly followerId: CuratorId;
  readonly curatorId: CuratorId;
}

type HandlerOfSeveral = Exclude<HandlerName, 'retract-saved' | 'retract-followed'>;

/** Real mutations, the real path of their events, and the handlers of notifications. Their deliveries wait until the test has them done. */
export async function notificationMachinery() {
  const late: { handlers?: Handlers } = {};
  const handlers = (): Handlers => {
    if (!late.handlers) throw new Error('nothing is delivered before everything is made');
    return late.handlers;
  };
  const handler = (name: HandlerName): QueuedEventHandler<never> => ({
    handle: async (event, metadata, page) => handlers()[name].handle(event, metadata, page),
  });
  const several = (name: HandlerOfSeveral): QueuedEventHandler<never> => ({
    ...handler(name),
    handleAll: async (deliveries) => (await handlers()[name].handleAll?.(deliveries)) ?? [],
  });
  const machinery = await eventMachinery([
    queued(CardAddedToLibraryEvent, 'notify-card-saved', several('notify-card-saved')),
    queued(CardAddedToLibraryEvent, 'notify-followers-of-save', several('notify-followers-of-save')),
    queued(CuratorFollowedEvent, 'notify-followed', several('notify-followed')),
    queued(CardRemovedFromLibraryEvent, 'retract-saved', handler('retract-saved')),
    queued(CuratorUnfollowedEvent, 'retract-followed', handler('retract-followed')),
  ]);
  const { database, unitOfWork, cards, executor, handedOver } = machinery;
  let commitsWithChanges = 0;
  const onChanged = (): void => {
    commitsWithChanges += 1;
  };
  late.handlers = createHandlers(database, onChanged);
  const follows = new PrismaFollowRepository(database);
  const targets = new PrismaTargets(database);
  const follow = new FollowTarget(follows, targets, unitOfWork, systemClock, uuidGenerator);
  const unfollow = new UnfollowTarget(follows, targets, unitOfWork, systemClock);
  const codecs = createEventCodecs();
  const store = new PrismaNotificationStore(database, onChanged);

  return {
    ...machinery,
    handlers: late.handlers,
    get commitsWithChanges(): number {
      return commitsWithChanges;
    },
    addUrl: new AddUrlToLibrary(
      cards,
      unitOfWork,
      systemClock,
      uuidGenerator,
      new AddSavedCardToCollections(new PrismaCollectionRepository(database)),
    ),
    addNote: new AddNote(cards, unitOfWork, systemClock, uuidGenerator),
    addCard: new AddCardToLibrary(cards, unitOfWork, systemClock),
    removeCard: new RemoveCardFromLibrary(cards, unitOfWork, systemClock),
    follow: {
      execute: ({ followerId, curatorId }: Pair) => follow.execute({ followerId, target: curatorTarget(curatorId) }),
    },
    unfollow: {
      execute: ({ followerId, curatorId }: Pair) => unfollow.execute({ followerId, target: curatorTarget(curatorId) }),
    },
    markRead: new MarkNotificationsRead(store, unitOfWork, systemClock),
    markAllRead: new MarkAllNotificationsRead(store, unitOfWork, systemClock),

    decode: (row: FencedDelivery) => codecs.decode(row),
    /** Does what is due by now and what comes of it, one after the other; of one handler, or of all. */
    async deliver(only?: HandlerName): Promise<void> {
      for (;;) {
        const index = handedOver.findIndex((due) => only === undefined || due.handler === only);
        const [delivery] = index < 0 ? [] : handedOver.splice(index, 1);
        if (!delivery) return;
        await executor.execute(delivery);
      }
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
    changes: () => database.client.notificationChange.findMany({ orderBy: { id: 'asc' } }),
    /** Who has an unread notification, and of which kind. */
    async unread(): Promise<string[]> {
      const rows = await database.client.notification.findMany({ where: { readAt: null, retractedAt: null } });
      return rows.map(({ recipientId, kind }) => `${recipientId} ${kind}`).toSorted();
    },
  };
}

export type NotificationMachinery = Awaited<ReturnType<typeof notificationMachinery>>;
