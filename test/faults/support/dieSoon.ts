import { withTimeout } from '../../../src/shared/infrastructure/withTimeout.ts';
import type { Instance } from '../../e2e/Instance.ts';
import type { Order } from '../../e2e/orders.ts';
import { author } from './cast.ts';
import type { World } from './World.ts';

/** Long: other rows keep the machine busy too. */
const dieWithinMs = 60_000;

/** Resolves when the instance has come to that moment and is dead. Rejects when it does not come to it in a minute. */
export async function dieSoon(world: World, instance: Instance, order: Order): Promise<void> {
  world.expectEnd(instance);
  await instance.obey(order);
  await withTimeout(dieWithinMs, `an instance that was to ${order}`, instance.ended());
}

let addresses = 0;

/** One mutation on an instance that does nothing else and dies of it, so that we know what the client does not: whether it `happens`. */
export async function dieOfOneSave(world: World, order: Order, happens: boolean): Promise<void> {
  const doomed = await world.start('api', { isHidden: true });
  const dead = dieSoon(world, doomed, order);
  const subject = `https://example.org/doomed/${(addresses += 1)}`;
  world.certain.set(subject, happens);
  const { outcome } = await world.mutations.ask(doomed.url, { actor: author, action: 'save', subject });
  if (outcome !== 'unknown') world.problems.push(`${subject} was ${outcome} by an instance that was to ${order}`);
  await dead;
}
