import { z } from 'zod';
import { floodWithMutations } from './floodWithMutations.ts';
import { keepSilent } from './keepSilent.ts';
import { neverRead } from './neverRead.ts';
import { sendHalfRequests } from './sendHalfRequests.ts';
import type { Target } from './Target.ts';

/** Begins what does not end by itself. Resolves when it is at its full strength. */
type Hostility = (target: Target) => Promise<void>;

const names = ['silent, one address', 'silent, 25 addresses', 'never read', 'mutations', 'half requests'] as const;
export type HostilityName = (typeof names)[number];
export const hostilityNames: readonly HostilityName[] = names;

/** Each from addresses of its own, all of which are the loopback interface's on Linux. */
export const hostilities: Readonly<Record<HostilityName, Hostility>> = {
  'silent, one address': (target) => keepSilent(target, addresses(1, 1)),
  'silent, 25 addresses': (target) => keepSilent(target, addresses(2, 25)),
  'never read': (target) => neverRead(target, addresses(3, 20)),
  mutations: (target) => floodWithMutations(target, addresses(4, 1)),
  'half requests': (target) => sendHalfRequests(target, addresses(5, 10)),
};

export const hostileViewers = 20;

/** What a process of hostility is started with. */
export const hostileOrder = z.object({ name: z.enum(names), url: z.url(), tokens: z.array(z.string()) });
export type HostileOrder = z.infer<typeof hostileOrder>;

const addresses = (network: number, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `127.0.${network}.${index + 1}`);
