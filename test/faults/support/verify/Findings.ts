/** What is wrong, by kind. Each is one thing that is missing, too much, out of its order, or never happened. */
export interface Findings {
  readonly lost: string[];
  readonly doubled: string[];
  readonly outOfOrder: string[];
  readonly phantom: string[];
}

export const noFindings = (): Findings => ({ lost: [], doubled: [], outOfOrder: [], phantom: [] });

export function countFindings({ lost, doubled, outOfOrder, phantom }: Findings): number {
  return lost.length + doubled.length + outOfOrder.length + phantom.length;
}
