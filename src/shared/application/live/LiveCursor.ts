import type { LogHead } from './ChangeLog.ts';
import { CursorError } from './CursorError.ts';

/** A place in a log of changes. */
export interface LiveCursor {
  /** The log's name: a cursor of one log means nothing in another. */
  readonly log: string;
  readonly epoch: string;
  /** Everything up to here has been seen. */
  readonly position: number;
}

const version = 1;
const maxLength = 400;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Opaque to clients: base64url of a small JSON array. */
export function encodeLiveCursor({ log, epoch, position }: LiveCursor): string {
  const base64 = btoa(JSON.stringify([version, log, epoch, position]));
  return base64.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** Throws CursorError INVALID_CURSOR for whatever `encodeLiveCursor` would not have written for this log. */
export function decodeLiveCursor(log: string, text: string): LiveCursor {
  const cursor = text.length <= maxLength ? parse(text) : undefined;
  // Written again it must be the same text: so nothing is accepted in two spellings, and nothing beside what we read.
  if (cursor?.log !== log || encodeLiveCursor(cursor) !== text) throw new CursorError('INVALID_CURSOR');
  return cursor;
}

/** Throws CursorError for one that cannot be gone on from. `head` is the primary's: this instance's `last` may lag behind the instance that gave the cursor. */
export function refuseStale(cursor: LiveCursor, head: LogHead): void {
  if (cursor.epoch !== head.epoch || cursor.position > head.head) throw new CursorError('RESYNC_REQUIRED');
  if (cursor.position < head.minimum) throw new CursorError('CURSOR_EXPIRED');
}

function parse(text: string): LiveCursor | undefined {
  const fields = parseJson(text.replaceAll('-', '+').replaceAll('_', '/'));
  if (!isArray(fields)) return undefined;
  const [readVersion, log, epoch, position] = fields;
  if (readVersion !== version || typeof log !== 'string') return undefined;
  if (typeof epoch !== 'string' || !UUID.test(epoch)) return undefined;
  if (typeof position !== 'number' || !Number.isSafeInteger(position) || position < 0) return undefined;
  return { log, epoch, position };
}

function isArray(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function parseJson(base64: string): unknown {
  try {
    return JSON.parse(atob(base64));
  } catch {
    return undefined; // refused by the caller
  }
}
