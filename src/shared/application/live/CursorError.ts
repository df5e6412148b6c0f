export type CursorErrorCode = 'INVALID_CURSOR' | 'CURSOR_EXPIRED' | 'RESYNC_REQUIRED';

const messages: Record<CursorErrorCode, string> = {
  INVALID_CURSOR: 'this is not a live cursor of this stream',
  CURSOR_EXPIRED: 'the changes after this cursor are no longer kept: query again and subscribe from the new cursor',
  RESYNC_REQUIRED: 'this cursor belongs to another history: query again and subscribe from the new cursor',
};

/** Why live updates cannot go on from where the subscriber stands. It is told, never served with a hole. */
export class CursorError extends Error {
  override readonly name = 'CursorError';
  readonly code: CursorErrorCode;

  constructor(code: CursorErrorCode) {
    super(messages[code]);
    this.code = code;
  }
}
