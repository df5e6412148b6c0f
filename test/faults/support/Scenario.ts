import type { Timing } from '../../../src/composition/AppHooks.ts';
import type { Random } from './Random.ts';
import type { World } from './World.ts';

/** A row of the table of faults. */
export interface Scenario {
  readonly name: string;
  /** What it is in the table. */
  readonly fault: string;
  readonly bounds: Bounds;
  readonly world?: WorldOptions;
  /** It lasts longer than most, and begins before them, so that the end of a run does not wait for it alone. */
  readonly isLong?: boolean;
  /** Brings the fault about, at moments that `random` chooses, while curators work and subscribers listen. Ends when all is healed. */
  run(world: World, random: Random): Promise<void>;
}

/** How long may pass, in ms, after the commit or, if that came later, after the fault was healed. */
export interface Bounds {
  /** Until every subscriber of a feed has it. */
  readonly feedMs: number;
  /** Until the queued handlers have done their work, and every subscriber of notifications has that. */
  readonly handlersMs: number;
  /** Until a mutation is answered, in any way, however long the fault lasts. */
  readonly mutationMs: number;
  /** Until every subscriber of a feed has it although the fault lasts. */
  readonly feedMeanwhileMs?: number;
}

export interface WorldOptions {
  /** Workers of their own, beside two API instances. Default 1. */
  readonly workers?: number;
  readonly timing?: Timing;
  /** Of the first API instance, against the others' clocks. */
  readonly clockAheadMs?: number;
  /** Redis is reached by way of a network that can be cut. */
  readonly redisByProxy?: boolean;
  /** PostgreSQL likewise. */
  readonly postgresByProxy?: boolean;
  /** Of a curator, between two mutations, on average. Default 300. */
  readonly pauseMs?: number;
}
