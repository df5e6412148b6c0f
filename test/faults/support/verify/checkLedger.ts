import type { LedgerEntry } from '../Ledger.ts';
import type { Findings } from './Findings.ts';
import type { Truth } from './readTruth.ts';

/** How a save or a follow stands, and how often it was done and undone so far. */
interface History {
  readonly stands: boolean;
  readonly done: number;
  readonly undone: number;
}

const untouched: History = { stands: false, done: 0, undone: 0 };

/**
 * The feeds against what was asked for. For each actor and subject, the ledger allows one history, and two for each outcome that is unknown;
 * the changes in the database must be one of them.
 */
export function checkLedger(entries: readonly LedgerEntry[], truth: Truth, found: Findings): void {
  const happened = historiesOf(truth);
  const asked = Map.groupBy(entries, subjectOf);
  for (const [subject, ofSubject] of asked) {
    const possible = ofSubject.reduce(possibleAfter, [untouched]);
    const actual = happened.get(subject) ?? untouched;
    if (possible.some((history) => isSame(history, actual))) continue;
    const outcomes = ofSubject.map(({ action, outcome, code }) => `${action} ${outcome}${code ? ` (${code})` : ''}`);
    report(`${subject}: ${describe(actual)} after ${outcomes.join(', ')}`, possible, actual, found);
  }
  for (const [subject, history] of happened) {
    if (!asked.has(subject)) found.phantom.push(`${subject}: ${describe(history)}, and nobody asked for it`);
  }
}

const isFollow = ({ action }: LedgerEntry): boolean => action === 'follow' || action === 'unfollow';
const isDoing = ({ action }: LedgerEntry): boolean => action === 'save' || action === 'follow';
const subjectOf = (entry: LedgerEntry): string =>
  `${entry.actor} ${isFollow(entry) ? 'follows' : 'saves'} ${entry.subject}`;

function possibleAfter(before: readonly History[], entry: LedgerEntry): readonly History[] {
  const after = before.map((history) => apply(history, isDoing(entry)));
  switch (entry.outcome) {
    case 'acknowledged':
      return after;
    case 'refused':
      return before;
    case 'unknown':
      return [...before, ...after].filter((one, index, all) => all.findIndex((other) => isSame(one, other)) === index);
  }
}

function apply({ stands, done, undone }: History, doing: boolean): History {
  if (stands === doing) return { stands, done, undone };
  return doing ? { stands: true, done: done + 1, undone } : { stands: false, done, undone: undone + 1 };
}

function historiesOf({ feedChanges }: Truth): Map<string, History> {
  const histories = new Map<string, History>();
  for (const { op, actor, url, target, following } of feedChanges) {
    const key = op === 'AUDIENCE' ? `${actor} follows ${target}` : `${actor} saves ${url}`;
    const doing = op === 'AUDIENCE' ? following === true : op === 'ADDED';
    const { done, undone } = histories.get(key) ?? untouched;
    histories.set(key, { stands: doing, done: done + Number(doing), undone: undone + Number(!doing) });
  }
  return histories;
}

function report(what: string, possible: readonly History[], actual: History, found: Findings): void {
  const all = (isIt: (history: History) => boolean): boolean => possible.every(isIt);
  if (all(({ done, undone }) => actual.done < done || actual.undone < undone)) found.lost.push(what);
  else if (all(({ done, undone }) => actual.done > done || actual.undone > undone)) found.doubled.push(what);
  else found.phantom.push(what);
}

const isSame = (one: History, other: History): boolean =>
  one.stands === other.stands && one.done === other.done && one.undone === other.undone;

const describe = ({ done, undone }: History): string => `done ${done} times, undone ${undone} times`;
