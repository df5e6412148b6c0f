import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CursorError } from '../../../src/shared/application/live/CursorError.ts';
import { decodeLiveCursor, encodeLiveCursor } from '../../../src/shared/application/live/LiveCursor.ts';

const epoch = '01900000-0000-7000-8000-000000000001';
const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const refused = new CursorError('INVALID_CURSOR');

describe('a live cursor', () => {
  it('names the place that it was made of', () => {
    const cursors = fc.record({ log: fc.constant('feeds'), epoch: fc.uuid(), position: fc.maxSafeNat() });
    fc.assert(
      fc.property(cursors, (cursor) => {
        const text = encodeLiveCursor(cursor);
        expect(text).toMatch(/^[\w-]+$/);
        expect(decodeLiveCursor('feeds', text)).toEqual(cursor);
      }),
    );
  });

  it('is refused by another log', () => {
    const text = encodeLiveCursor({ log: 'notifications', epoch, position: 1 });
    expect(() => decodeLiveCursor('feeds', text)).toThrow(refused);
  });

  it.each([
    '',
    'bm90IGpzb24',
    'ä',
    ' ',
    `${encodeLiveCursor({ log: 'feeds', epoch, position: 1 })}=`,
    `${encodeLiveCursor({ log: 'feeds', epoch, position: 1 })}\n`,
    encoded({ v: 1, log: 'feeds', epoch, position: 1 }),
    encoded([2, 'feeds', epoch, 1]),
    encoded([1, 'feeds', epoch, 1, 'more']),
    encoded([1, 'feeds', epoch]),
    encoded([1, 'feeds', epoch.toUpperCase().replace('0', 'x'), 1]),
    encoded([1, 'feeds', epoch, -1]),
    encoded([1, 'feeds', epoch, 1.5]),
    encoded([1, 'feeds', epoch, 2 ** 53]),
    encoded([1, 'feeds', epoch, '1']),
    Buffer.from(`[1, "feeds", "${epoch}", 1]`).toString('base64url'),
    'x'.repeat(401),
  ])('is refused when it is %j', (text) => {
    expect(() => decodeLiveCursor('feeds', text)).toThrow(refused);
  });

  it('is refused whatever else a client makes up', () => {
    const texts = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.jsonValue().map(encoded), fc.base64String());
    fc.assert(
      fc.property(texts, (text) => {
        expect(() => decodeLiveCursor('feeds', text)).toThrow(refused);
      }),
    );
  });
});
