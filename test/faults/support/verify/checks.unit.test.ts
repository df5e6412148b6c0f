import { describe, expect, it } from 'vitest';
import type { LedgerEntry, Outcome } from '../Ledger.ts';
import { checkLedger } from './checkLedger.ts';
import { checkSubscriber, type Heard } from './checkSubscriber.ts';
import { countFindings, type Findings, noFindings } from './Findings.ts';
import { longest, measure } from './measure.ts';
import type { FeedChangeRow, Truth } from './readTruth.ts';
import { tooSlow } from './tooSlow.ts';

const url = 'https://example.org/1';
const ada = 'did:plc:ada';

const change = (position: number, op: 'ADDED' | 'REMOVED', activity: string): FeedChangeRow => {
  return { position, op, actor: ada, activity, target: null, following: null, url, at: 0 };
};

const truthOf = (...feedChanges: FeedChangeRow[]): Truth => ({
  feedChanges,
  activities: [],
  notificationChanges: [],
  notifications: [],
  causes: [],
  drifted: [],
  saves: [],
  memberships: [],
  follows: [],
  deliveries: [],
  headOf: { feeds: feedChanges.length, notifications: 0 },
});

const heard = (...changes: FeedChangeRow[]): Heard => ({
  channel: { kind: 'global' },
  viewer: ada,
  start: 0,
  resyncs: 0,
  received: changes.map(({ position, op, activity }) => ({ position: position ?? 0, op, id: activity, at: 0 })),
});

const asked = (action: 'save' | 'remove', outcome: Outcome): LedgerEntry => {
  return { id: 1, actor: ada, action, subject: url, askedAt: 0, outcome, code: undefined, tookMs: 0 };
};

function found(check: (findings: Findings) => void): Findings {
  const findings = noFindings();
  check(findings);
  return findings;
}

describe('the check of a subscriber', () => {
  const [one, two, three] = [change(1, 'ADDED', 'a'), change(2, 'ADDED', 'b'), change(3, 'ADDED', 'c')];
  const checking = (subscriber: Heard) =>
    found((findings) => checkSubscriber(subscriber, truthOf(one, two, three), findings));

  it('finds nothing where nothing is wrong', () => {
    expect(countFindings(checking(heard(one, two, three)))).toBe(0);
  });

  it('finds what did not come', () => expect(checking(heard(one, three)).lost).toHaveLength(1));

  it('finds what came twice', () => expect(checking(heard(one, two, two, three)).doubled).toHaveLength(1));

  it('finds what came too late', () => expect(checking(heard(one, three, two)).outOfOrder).toHaveLength(1));

  it('finds what never was', () => {
    expect(checking(heard(one, two, three, change(4, 'ADDED', 'd'))).phantom).toHaveLength(1);
  });

  it('finds another in its place', () => {
    expect(checking(heard(one, change(2, 'ADDED', 'x'), three)).phantom).toHaveLength(1);
  });

  it('lets pass over what was removed, not its removal', () => {
    const truth = truthOf(one, change(2, 'REMOVED', 'a'));
    const passing = (subscriber: Heard) => found((findings) => checkSubscriber(subscriber, truth, findings));
    expect(countFindings(passing(heard(change(2, 'REMOVED', 'a'))))).toBe(0);
    expect(passing(heard(one)).lost).toHaveLength(1);
  });
});

describe('the check of the ledger', () => {
  const checking = (entries: readonly LedgerEntry[], ...changes: FeedChangeRow[]) =>
    found((findings) => checkLedger(entries, truthOf(...changes), findings));
  const saved = change(1, 'ADDED', 'a');

  it('allows an unknown save both ways', () => {
    expect(countFindings(checking([asked('save', 'unknown')]))).toBe(0);
    expect(countFindings(checking([asked('save', 'unknown')], saved))).toBe(0);
  });

  it('does not allow it twice', () => {
    const twice = checking([asked('save', 'unknown'), asked('save', 'acknowledged')], saved, change(2, 'ADDED', 'b'));
    expect(twice.doubled).toHaveLength(1);
  });

  it('finds an acknowledged save that is not there', () => {
    expect(checking([asked('save', 'acknowledged')]).lost).toHaveLength(1);
  });

  it('finds a removal that did not remove', () => {
    expect(checking([asked('save', 'acknowledged'), asked('remove', 'acknowledged')], saved).lost).toHaveLength(1);
  });

  it('finds what nobody asked for, and what was refused', () => {
    expect(checking([], saved).phantom).toHaveLength(1);
    expect(checking([asked('save', 'refused')], saved).doubled).toHaveLength(1);
  });
});

describe('the check of times', () => {
  const bounds = { feedMs: 2_000, handlersMs: 3_000, mutationMs: 1_000 };
  const wide = { feedMs: 9_000, handlersMs: 9_000, mutationMs: 9_000 };
  const taken = (at: number, outages: { from: number; to: number }[] = []) => {
    const subscriber = {
      ...heard(),
      received: [{ position: 1, op: 'ADDED', id: 'a', at }],
      wasPaused: false,
      startedAt: 0,
    };
    return measure({ subscribers: [subscriber], outages, entries: [], truth: truthOf(change(1, 'ADDED', 'a')) });
  };
  const phases = [
    { from: 0, to: 5_000, bounds },
    { from: 6_000, to: 20_000, bounds: wide },
  ];

  it('finds what took longer than it may', () => {
    expect(tooSlow(taken(2_000), phases, 1)).toEqual([]);
    expect(tooSlow(taken(2_001), phases, 1)).toEqual([
      expect.stringContaining('a change to its feeds took 2001 ms, the bound is 2000 ms: 1 at'),
    ]);
    expect(tooSlow(taken(2_001), phases, 2)).toEqual([]);
  });

  it('allows what lasts into another fault what that allows', () => {
    expect(tooSlow(taken(6_000), phases, 1)).toEqual([]);
    expect(tooSlow(taken(6_000), phases.slice(0, 1), 1)).toHaveLength(1);
  });

  it('finds a slow mutation', () => {
    const asking = { ...asked('save', 'acknowledged'), tookMs: 1_001 };
    const times = measure({ subscribers: [], outages: [], entries: [asking], truth: truthOf() });
    expect(tooSlow(times, phases, 1)).toEqual([expect.stringContaining('a mutation took 1001 ms')]);
  });

  it('counts from the end of an outage, but what has to come meanwhile from its commit', () => {
    const times = taken(4_000, [{ from: 0, to: 3_500 }]);
    expect(longest(times, 'feedMs')).toBe(500);
    expect(longest(times, 'feedMeanwhileMs')).toBe(4_000);
    expect(tooSlow(times, [{ from: 0, to: 5_000, bounds: { ...bounds, feedMeanwhileMs: 3_000 } }], 1)).toHaveLength(1);
  });
});
