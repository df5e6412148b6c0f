import { describe, expect, it } from 'vitest';
import { CollectionDescription } from '../../../src/modules/collections/domain/CollectionDescription.ts';
import { CollectionName } from '../../../src/modules/collections/domain/CollectionName.ts';

const reasonOf = (result: ReturnType<typeof CollectionName.create | typeof CollectionDescription.create>) =>
  result.ok ? undefined : result.error.reason;

describe('the name of a collection', () => {
  it('has 1 to 100 characters besides white space around it', () => {
    expect(CollectionName.create('  Good things\n').unwrap().value).toBe('Good things');
    expect(CollectionName.create('x'.repeat(100)).ok).toBe(true);
    expect(reasonOf(CollectionName.create('x'.repeat(101)))).toBe('at most 100 characters');
    expect(reasonOf(CollectionName.create(' \n'))).toBe('at least one character');
  });

  it.each(['a\0b', 'a\ud800b'])('is refused when it cannot be stored: %j', (name) => {
    expect(reasonOf(CollectionName.create(name))).toBe('well-formed text');
  });
});

describe('the description of a collection', () => {
  it('has up to 500 characters besides white space around it, and is none when it says nothing', () => {
    expect(CollectionDescription.create(' About things ').unwrap()?.value).toBe('About things');
    expect(CollectionDescription.create(' \n').unwrap()).toBeUndefined();
    expect(CollectionDescription.create('x'.repeat(500)).ok).toBe(true);
    expect(reasonOf(CollectionDescription.create('x'.repeat(501)))).toBe('at most 500 characters');
    expect(reasonOf(CollectionDescription.create('a\0b'))).toBe('well-formed text');
  });
});
