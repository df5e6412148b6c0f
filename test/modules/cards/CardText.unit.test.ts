import { describe, expect, it } from 'vitest';
import { CardText } from '../../../src/modules/cards/domain/CardText.ts';

describe('CardText', () => {
  it('leaves out surrounding white space', () => expect(CardText.create('  a b\n').unwrap().value).toBe('a b'));
  it('takes 10,000 characters', () => expect(CardText.create('a'.repeat(10_000)).ok).toBe(true));
  it.each([
    ['', 'empty'],
    [' \n\t', 'empty'],
    ['a'.repeat(10_001), 'too-long'],
    ['a\0b', 'not-well-formed'],
    ['a\ud800', 'not-well-formed'],
  ])('refuses %j: %s', (text, reason) => {
    expect(CardText.create(text)).toMatchObject({ ok: false, error: { kind: 'invalid-text', reason } });
  });
});
