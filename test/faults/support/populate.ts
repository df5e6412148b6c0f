import { author, curators, readers } from './cast.ts';
import type { Channel } from './Subscriber.ts';
import type { World } from './World.ts';

/** Who follows whom, what is shared, and who listens to what, on all instances, from the beginning of the logs. */
export async function populate(world: World): Promise<void> {
  const [one] = world.apis;
  if (!one) throw new Error('unreachable: it was started');
  const ask = async (actor: string, action: 'save' | 'follow', subject: string): Promise<void> => {
    const { outcome, code } = await world.mutations.ask(one.url, { actor, action, subject });
    if (outcome !== 'acknowledged') throw new Error(`${actor} could not ${action} ${subject}: ${outcome} ${code}`);
  };
  for (const url of world.sharedUrls) await ask(author, 'save', url);
  // One's first request makes one known, so that one can be followed.
  for (const curator of curators) await ask(curator, 'follow', author);
  for (const reader of readers) for (const curator of curators) await ask(reader, 'follow', curator);
  const [ada = '', bob = ''] = curators;
  const [rosa = '', rolf = ''] = readers;
  // Each of two kinds on each instance: subscribers begin on the instances in turn.
  const listened: readonly (readonly [Channel, string])[] = [
    [{ kind: 'global' }, ada],
    [{ kind: 'global' }, author],
    [{ kind: 'following' }, rosa],
    [{ kind: 'following' }, ada],
    [{ kind: 'curator', did: bob }, rosa],
    [{ kind: 'notifications' }, rosa],
    [{ kind: 'notifications' }, author],
    [{ kind: 'notifications' }, rolf],
    [{ kind: 'following' }, rolf],
    [{ kind: 'notifications' }, ada],
  ];
  for (const [channel, viewer] of listened) await world.subscribe(channel, viewer, { from: 'the beginning' });
}
