import { nearest } from '../composition/nearest.ts';
import { UsageError } from './Command.ts';

/** Throws UsageError, with what may have been meant, if there is no such handler. */
export function requireHandler(name: string, known: readonly string[]): void {
  if (known.includes(name)) return;
  const near = nearest(name, known);
  throw new UsageError(
    `there is no queued handler ${name}${near && near.distance <= 3 ? `: did you mean ${near.candidate}?` : `: there are ${known.join(', ')}`}`,
  );
}
