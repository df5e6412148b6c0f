import type { Figures } from './Part.ts';
import { medianOf } from './statistics.ts';

/** A line of the table: a figure of ours, one of another in the same run, and what they are to come to. */
export interface Row {
  /** The part that measures it. */
  readonly part: string;
  readonly what: string;
  /** The names of the figures. */
  readonly ours: string;
  /** Default: ours is held against the aim as it is. */
  readonly against?: { readonly name: string; readonly figure: string };
  /** How the two are compared. Default: ours divided by the other. */
  readonly compared?: 'divided' | 'subtracted';
  /** Such as `/s` or ` ms`, of the figures. */
  readonly unit: string;
  /** None: the row is for information. */
  readonly aim?: Aim;
}

export type Aim = { readonly atLeast: number } | { readonly atMost: number };

export interface Outcome {
  readonly row: Row;
  /** The medians of the rounds, and what they come to; undefined: not measured. */
  readonly ours: number | undefined;
  readonly against: number | undefined;
  readonly comparison: number | undefined;
  /** Undefined: there is no aim. What was not measured has missed its aim. */
  readonly isMet: boolean | undefined;
}

/** What the rounds come to for this row. */
export function judge(row: Row, rounds: readonly Figures[]): Outcome {
  const median = (figure: string | undefined): number | undefined => {
    const values = rounds.map((figures) => (figure === undefined ? undefined : figures[figure]));
    const measured = values.filter((value) => value !== undefined);
    return measured.length === 0 ? undefined : medianOf(measured);
  };
  const ours = median(row.ours);
  const against = median(row.against?.figure);
  const comparison = compare(row, ours, against);
  const isMet = row.aim && comparison !== undefined && reaches(comparison, row.aim);
  return { row, ours, against, comparison, isMet: row.aim ? isMet === true : undefined };
}

function compare(row: Row, ours: number | undefined, against: number | undefined): number | undefined {
  if (!row.against) return ours;
  if (ours === undefined || against === undefined) return undefined;
  return row.compared === 'subtracted' ? ours - against : ours / against;
}

const reaches = (value: number, aim: Aim): boolean => ('atLeast' in aim ? value >= aim.atLeast : value <= aim.atMost);
