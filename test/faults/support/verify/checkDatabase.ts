import { author, curators, readers } from '../cast.ts';
import type { Findings } from './Findings.ts';
import type { Truth } from './readTruth.ts';

/** The database against itself: each effect of what happened is there, once, and nothing else is. */
export function checkDatabase(truth: Truth, sharedUrls: readonly string[], found: Findings): void {
  checkPositions('feeds', truth.feedChanges, truth.headOf.feeds, found);
  checkPositions('notifications', truth.notificationChanges, truth.headOf.notifications, found);
  checkActivities(truth, found);
  checkStandingNotifications(truth, found);
  checkDueNotifications(truth, sharedUrls, found);
}

function checkPositions(
  log: string,
  changes: readonly { readonly position: number | null }[],
  head: number | undefined,
  { lost }: Findings,
): void {
  const positions = changes.flatMap(({ position }) => position ?? []);
  if (positions.length < changes.length)
    lost.push(`${changes.length - positions.length} changes of ${log} without a position`);
  positions.forEach((position, index) => {
    if (position !== index + 1) lost.push(`position ${index + 1} of ${log}: there is ${position} in its place`);
  });
  if (head !== positions.length) lost.push(`the head of ${log} is ${head}, its changes are ${positions.length}`);
}

function checkActivities({ activities, memberships, feedChanges }: Truth, { lost, doubled, phantom }: Findings): void {
  const standing = new Map<string, number>();
  for (const { actor, card, retracted } of activities) {
    if (!retracted) standing.set(`${actor} ${card}`, (standing.get(`${actor} ${card}`) ?? 0) + 1);
  }
  for (const [key, count] of standing) if (count > 1) doubled.push(`${count} standing activities of ${key}`);
  const saved = new Set(memberships.map(({ actor, card }) => `${actor} ${card}`));
  for (const key of saved) if (!standing.has(key)) lost.push(`no activity of the save ${key}`);
  for (const key of standing.keys()) if (!saved.has(key)) phantom.push(`an activity of ${key}, which is not saved`);

  const told = feedChanges.flatMap(({ op, activity }) => (activity === null ? [] : `${op} ${activity}`));
  for (const [key, times] of timesOf(told)) if (times > 1) doubled.push(`${times} changes ${key}`);
  const changes = new Set(told);
  for (const { id, retracted } of activities) {
    if (!changes.has(`ADDED ${id}`)) lost.push(`no change ADDED ${id}`);
    if (retracted !== changes.has(`REMOVED ${id}`)) lost.push(`activity ${id}: its REMOVED does not fit`);
  }
}

function checkStandingNotifications(
  { causes, drifted, memberships, follows }: Truth,
  { lost, doubled, phantom }: Findings,
): void {
  for (const { id, recipient } of drifted) lost.push(`notification ${id} of ${recipient} is not what its causes are`);
  const named = causes.map(({ recipient, actor, card }) => `${recipient}: ${actor} ${card ?? 'follows'}`);
  for (const [cause, times] of timesOf(named)) if (times > 1) doubled.push(`${times} notifications of ${cause}`);
  const saved = new Set(memberships.map(({ actor, card }) => `${actor} ${card}`));
  const followed = new Set(follows.map(({ follower, target }) => `${follower} ${target}`));
  for (const { recipient, actor, card, id } of causes) {
    const stands = card === null ? followed.has(`${actor} ${recipient}`) : saved.has(`${actor} ${card}`);
    if (!stands) phantom.push(`notification ${id} of ${recipient}: ${actor} ${card ?? 'follows'} does not stand`);
  }
}

/** Those whose recipients cannot be disputed: they followed from the start to the end, or were authors for as long. */
function checkDueNotifications(
  { causes, saves, follows }: Truth,
  sharedUrls: readonly string[],
  { lost }: Findings,
): void {
  const told = new Set(causes.map(({ recipient, correlation }) => `${recipient} ${correlation}`));
  for (const { actor, url, correlation } of saves) {
    const followers = curators.includes(actor) ? readers : [];
    const recipients = [...followers, ...(sharedUrls.includes(url) && actor !== author ? [author] : [])];
    for (const recipient of recipients) {
      if (!told.has(`${recipient} ${correlation}`)) lost.push(`no notification of ${recipient}: ${actor} saved ${url}`);
    }
  }
  const toldOfFollow = new Set(
    causes.flatMap(({ kind, recipient, actor }) => (kind === 'FOLLOWED_YOU' ? `${actor} ${recipient}` : [])),
  );
  for (const { follower, target } of follows) {
    if (!toldOfFollow.has(`${follower} ${target}`)) lost.push(`no notification of ${target}: ${follower} follows`);
  }
}

function timesOf(keys: readonly string[]): Map<string, number> {
  const times = new Map<string, number>();
  for (const key of keys) times.set(key, (times.get(key) ?? 0) + 1);
  return times;
}
