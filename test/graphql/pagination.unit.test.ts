import fc from 'fast-check';
import { GraphQLError } from 'graphql';
import { describe, expect, it } from 'vitest';
import { PageCursor, pageSize, seqFormat, toConnection } from '../../src/graphql/pagination.ts';

const feed = new PageCursor('feed', seqFormat);
const notifications = new PageCursor('notifications', seqFormat);
const base64url = (text: string) => Buffer.from(text).toString('base64url');

function isRefused(decode: () => unknown): boolean {
  try {
    decode();
    return false;
  } catch (error) {
    return error instanceof GraphQLError;
  }
}

describe('a cursor of pages', () => {
  it('reads back what it wrote', () => {
    fc.assert(
      fc.property(fc.bigInt(1n, 2n ** 63n - 1n), (seq) => {
        expect(feed.decode(feed.encode(seq))).toBe(seq);
      }),
    );
  });

  it('is absent where none was given', () => {
    expect(feed.decode(undefined)).toBeUndefined();
    expect(feed.decode(null)).toBeUndefined();
  });

  it('refuses one of another list', () => {
    expect(() => feed.decode(notifications.encode(3n))).toThrow('after is not a cursor of this list');
  });

  it.each([
    '',
    '3',
    base64url('feed:'),
    base64url('feed:0'),
    base64url('feed:-1'),
    base64url('feed:03'),
    base64url('feed:3.5'),
    base64url('feed:9223372036854775808'),
    base64url('feed:3\0'),
    `${base64url('feed:3')}=`,
    `${base64url('feed:3')}\n`,
  ])('refuses %j', (forged) => {
    expect(() => feed.decode(forged)).toThrow(GraphQLError);
  });

  it('refuses whatever else, and never breaks', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary-ascii' }), (text) => isRefused(() => feed.decode(text))));
  });

  it('names the argument and the code', () => {
    expect(() => feed.decode('forged')).toThrow(
      expect.objectContaining({ extensions: { code: 'INVALID_CURSOR', argument: 'after' } }),
    );
  });
});

describe('the size of a page', () => {
  it('is 20 unless said otherwise', () => {
    expect([pageSize(undefined), pageSize(null), pageSize(1), pageSize(100)]).toEqual([20, 20, 1, 100]);
  });

  it.each([0, -1, 101])('is never %i', (first) => {
    expect(() => pageSize(first)).toThrow('first must be from 1 to 100');
  });
});

describe('a page', () => {
  const shape = { after: undefined, cursorOf: String, nodeOf: (row: number) => ({ row }) };

  it('ends where the size says, and tells that more follows', () => {
    expect(toConnection([3, 2, 1], { ...shape, size: 2 })).toEqual({
      edges: [
        { node: { row: 3 }, cursor: '3' },
        { node: { row: 2 }, cursor: '2' },
      ],
      pageInfo: { hasNextPage: true, hasPreviousPage: false, startCursor: '3', endCursor: '2' },
    });
  });

  it('may be empty', () => {
    expect(toConnection([], { ...shape, size: 2, after: '3' })).toEqual({
      edges: [],
      pageInfo: { hasNextPage: false, hasPreviousPage: true, startCursor: null, endCursor: null },
    });
  });
});
