import { fanout } from './parts/fanout.ts';
import { http } from './parts/http.ts';
import type { Part } from './support/Part.ts';

/** In the order in which they run. */
export const parts: readonly Part[] = [fanout, http];
