import type { Clock } from '../../application/Clock.ts';

export const systemClock: Clock = { now: () => new Date() };
