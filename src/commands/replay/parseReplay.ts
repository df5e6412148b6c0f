import { z } from 'zod';
import type { LogBound } from '../../shared/infrastructure/events/HandlerReplay.ts';
import { parseCommandLine, UsageError } from '../Command.ts';

export interface ReplayArguments {
  readonly handler: string;
  readonly from: LogBound | undefined;
  readonly to: LogBound | undefined;
  readonly wait: boolean;
  readonly isDryRun: boolean;
}

/** A day is meant from its first moment in UTC; a time without an offset would be anybody's guess. */
const moment = z
  .union([z.iso.date(), z.iso.datetime({ offset: true })])
  .transform((text) => new Date(text))
  .refine((time) => !Number.isNaN(time.getTime()));

/** Throws UsageError. */
export function parseReplay(args: readonly string[]): ReplayArguments {
  const { values } = parseCommandLine({
    args: [...args],
    options: {
      handler: { type: 'string' },
      from: { type: 'string' },
      to: { type: 'string' },
      wait: { type: 'boolean', default: false },
      'dry-run': { type: 'boolean', default: false },
    },
  });
  const { handler, wait, 'dry-run': isDryRun } = values;
  if (handler === undefined) throw new UsageError('replay which handler? Name it: --handler <handler>');
  const from = parseBound('--from', values.from);
  const to = parseBound('--to', values.to);
  if (from !== undefined && to !== undefined && typeof from === typeof to && from > to) {
    throw new UsageError(`--from ${values.from} is after --to ${values.to}`);
  }
  return { handler, from, to, wait, isDryRun };
}

function parseBound(option: string, text: string | undefined): LogBound | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,18}$/.test(text)) return BigInt(text);
  const time = moment.safeParse(text);
  if (time.success) return time.data;
  throw new UsageError(
    `${option} is ${JSON.stringify(text)}: it must be a seq, or a time such as 2026-01-31 or 2026-01-31T12:00:00Z`,
  );
}
