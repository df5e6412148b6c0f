import { catchUp } from './parts/catchUp.ts';
import { collections } from './parts/collections.ts';
import { delivery } from './parts/delivery.ts';
import { fanout } from './parts/fanout.ts';
import { followed } from './parts/followers.ts';
import { following } from './parts/following.ts';
import { http } from './parts/http.ts';
import { idle } from './parts/idle.ts';
import { latency } from './parts/latency.ts';
import { mutations } from './parts/mutations.ts';
import { outbox } from './parts/outbox.ts';
import { reading } from './parts/reading.ts';
import { stalled } from './parts/stalled.ts';
import type { Part } from './support/Part.ts';

/** In the order in which they run. */
export const parts: readonly Part[] = [
  fanout,
  latency,
  delivery,
  stalled,
  idle,
  following,
  http,
  mutations,
  outbox,
  followed,
  catchUp,
  reading,
  collections,
];
