import { z } from 'zod';
import { releaseSubscriptions } from '../../composition/releaseSubscriptions.ts';
import type { Database } from '../../shared/infrastructure/database/Database.ts';
import type { DeadLetter } from '../../shared/infrastructure/events/DeadLetters.ts';
import { HandlerCatalog } from '../../shared/infrastructure/events/HandlerCatalog.ts';
import { UsageError } from '../Command.ts';
import { requireHandler } from '../knownHandler.ts';

/** Throws UsageError if no release ever had the handler. */
export async function requireAnyHandler(database: Database, handler: string): Promise<void> {
  const ofThisRelease = releaseSubscriptions(database).map((subscription) => subscription.handler);
  const known = new Set([...(await new HandlerCatalog(database).names()), ...ofThisRelease]);
  requireHandler(handler, [...known].sort());
}

/** Throws UsageError unless it is a whole number, `min` at least. */
export function parseCount(option: string, text: string, min: number): number {
  if (/^\d{1,9}$/.test(text) && Number(text) >= min) return Number(text);
  throw new UsageError(`${option} is ${JSON.stringify(text)}: it must be a whole number, ${min} or more`);
}

/** Throws UsageError unless it looks like the id of an event. */
export function parseEventId(text: string): string {
  if (z.guid().safeParse(text).success) return text;
  throw new UsageError(`${JSON.stringify(text)} is not the id of an event: npm run cli -- deadletters list shows them`);
}

/** As JSON has it. */
export function toJson({ seq, ...letter }: DeadLetter): object {
  return { ...letter, seq: Number(seq) };
}
