import fc from 'fast-check';
import { GraphQLError } from 'graphql';
import { describe, expect, it } from 'vitest';
import { curatorIdOf, decodeGlobalId, encodeGlobalId, idOf } from '../../src/graphql/globalIds.ts';

const cardUuid = '018f3a52-7b3c-7d4e-8f5a-6b7c8d9e0f1a';
const base64 = (text: string) => Buffer.from(text).toString('base64');

function isRefused(decode: () => unknown): boolean {
  try {
    decode();
    return false;
  } catch (error) {
    return error instanceof GraphQLError;
  }
}

describe('a global id', () => {
  it('reads back what it was made of', () => {
    expect(decodeGlobalId(encodeGlobalId('Card', cardUuid), 'id')).toEqual({ typename: 'Card', id: cardUuid });
    expect(decodeGlobalId(encodeGlobalId('Curator', 'did:plc:ada'), 'id')).toEqual({
      typename: 'Curator',
      id: 'did:plc:ada',
    });
  });

  it.each([
    '',
    cardUuid,
    base64('Card'),
    base64('Card:'),
    base64(`Card:${cardUuid.toUpperCase()}`),
    base64("Card:' OR 1=1"),
    base64(`FeedConnection:${cardUuid}`),
    base64(`toString:${cardUuid}`),
    base64('Curator:ada'),
    ` ${base64(`Card:${cardUuid}`)}`,
  ])('is not %j', (forged) => {
    expect(() => decodeGlobalId(forged, 'input.cardId')).toThrow(
      expect.objectContaining({
        message: 'input.cardId is not a global id',
        extensions: { code: 'BAD_USER_INPUT', argument: 'input.cardId' },
      }),
    );
  });

  it('is nothing else either', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary-ascii' }), (text) => isRefused(() => decodeGlobalId(text, 'id'))));
  });

  it('is refused where another type is expected', () => {
    expect(idOf('Card', encodeGlobalId('Card', cardUuid), 'id')).toBe(cardUuid);
    expect(() => idOf('Card', encodeGlobalId('Notification', cardUuid), 'id')).toThrow(
      'id is the id of a Notification, not of a Card',
    );
  });
});

describe('the id of a curator', () => {
  it('is a global id or a DID', () => {
    expect(curatorIdOf('did:plc:ada', 'id').value).toBe('did:plc:ada');
    expect(curatorIdOf(encodeGlobalId('Curator', 'did:plc:ada'), 'id').value).toBe('did:plc:ada');
  });

  it.each(['did:', 'did:plc:', 'ada', encodeGlobalId('Card', cardUuid)])('is not %j', (forged) => {
    expect(() => curatorIdOf(forged, 'id')).toThrow(GraphQLError);
  });
});
