import type { Channel, Received, Subscriber } from '../Subscriber.ts';
import type { Findings } from './Findings.ts';
import type { FeedChangeRow, Truth } from './readTruth.ts';

/** What a subscriber may get, and what it must. */
interface Due {
  readonly position: number;
  readonly op: string;
  readonly ids: ReadonlySet<string>;
  /** It must: a change that a later one took back, or overtook, may be passed over. */
  readonly isOwed: boolean;
  /** When it was committed, about. */
  readonly at: number;
}

/** What a subscriber listened to, and what came of it. */
export type Heard = Pick<Subscriber, 'channel' | 'viewer' | 'start' | 'received' | 'resyncs'>;

/** What came against what the database says was to come, exactly. */
export function checkSubscriber(subscriber: Heard, truth: Truth, found: Findings): void {
  const name = nameOf(subscriber);
  const due = new Map(dueTo(subscriber, truth).map((one) => [one.position, one]));
  checkOrder(name, subscriber.received, found);
  for (const { position, op, id } of subscriber.received) {
    const expected = due.get(position);
    if (expected?.op !== op || (id !== null && !expected.ids.has(id))) {
      found.phantom.push(`${name} got ${op} ${id} at ${position}: there is ${expected?.op ?? 'nothing for it'}`);
    }
  }
  for (const { position, op } of missingOf(subscriber, truth))
    found.lost.push(`${name} did not get ${op} at ${position}`);
  if (subscriber.resyncs > 0) found.lost.push(`${name} had to begin anew ${subscriber.resyncs} times`);
}

/** What it is owed and has not got. */
export function missingOf(subscriber: Heard, truth: Truth): readonly Due[] {
  const got = new Set(subscriber.received.map(({ position }) => position));
  return dueTo(subscriber, truth).filter(({ position, isOwed }) => isOwed && !got.has(position));
}

/** When each change that it got was committed, by its position. */
export function commitTimes(subscriber: Heard, truth: Truth): ReadonlyMap<number, number> {
  return new Map(dueTo(subscriber, truth).map(({ position, at }) => [position, at]));
}

export const nameOf = ({ viewer, channel }: Heard): string =>
  `${viewer} on ${channel.kind}${channel.kind === 'curator' ? ` ${channel.did}` : ''}`;

function checkOrder(name: string, received: readonly Received[], { doubled, outOfOrder }: Findings): void {
  const seen = new Set<number>();
  let last = 0;
  for (const { position } of received) {
    if (seen.has(position)) doubled.push(`${name} got ${position} twice`);
    else if (position < last) outOfOrder.push(`${name} got ${position} after ${last}`);
    seen.add(position);
    last = position;
  }
}

function dueTo({ channel, viewer, start }: Heard, truth: Truth): readonly Due[] {
  const all = channel.kind === 'notifications' ? dueNotifications(viewer, truth) : dueChanges(channel, viewer, truth);
  return all.filter(({ position }) => position > start);
}

function dueChanges(channel: Channel, viewer: string, { feedChanges }: Truth): Due[] {
  const removed = new Set(feedChanges.flatMap(({ op, activity }) => (op === 'REMOVED' && activity ? activity : [])));
  return concerning(channel, viewer, feedChanges).flatMap(({ position, op, activity, at }) =>
    position === null || activity === null
      ? []
      : { position, op, ids: new Set([activity]), isOwed: op !== 'ADDED' || !removed.has(activity), at },
  );
}

function concerning(channel: Channel, viewer: string, changes: readonly FeedChangeRow[]): readonly FeedChangeRow[] {
  const items = changes.filter(({ op }) => op !== 'AUDIENCE');
  if (channel.kind === 'curator') return items.filter(({ actor }) => actor === channel.did);
  return channel.kind === 'following' ? ofFollowed(viewer, changes) : items;
}

/** Each by whom the viewer followed at its own position. */
function ofFollowed(viewer: string, changes: readonly FeedChangeRow[]): readonly FeedChangeRow[] {
  const followed = new Set<string | null>();
  return changes.filter(({ op, actor, target, following }) => {
    if (op !== 'AUDIENCE') return followed.has(actor);
    if (actor === viewer && following) followed.add(target);
    if (actor === viewer && !following) followed.delete(target);
    return false;
  });
}

/** A notification names its last change alone: that is owed, and what came before it may be passed over. */
function dueNotifications(viewer: string, { notifications, notificationChanges }: Truth): Due[] {
  const own = notifications.filter(({ recipient }) => recipient === viewer);
  const last = new Set(own.map(({ position }) => position));
  const ids = new Set(own.map(({ id }) => id));
  return notificationChanges.flatMap(({ position, op, recipient, at }) =>
    position === null || (recipient !== null && recipient !== viewer)
      ? []
      : { position, op, ids, isOwed: last.has(position), at },
  );
}
