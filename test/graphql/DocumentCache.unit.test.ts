import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { DocumentCache } from '../../src/graphql/documents/DocumentCache.ts';

/** A document with a text of this length. */
const text = (name: string, length = 10): string => `{${name}}`.padEnd(length);

describe('a cache of documents', () => {
  const cacheOf = (options: ConstructorParameters<typeof DocumentCache>[0], ...texts: string[]): DocumentCache => {
    const cache = new DocumentCache(options);
    for (const each of texts) cache.keep(each, parse(each));
    return cache;
  };
  const kept = (cache: DocumentCache, ...texts: string[]): boolean[] =>
    texts.map((each) => cache.get(each) !== undefined);

  it('gives back the very document', () => {
    const document = parse('{a}');
    const cache = new DocumentCache();
    cache.keep('{a}', document);

    expect(cache.get('{a}')).toBe(document);
    expect(cache.get('{ a }')).toBeUndefined();
  });

  it('lets go of what was not asked for longest, when there are too many', () => {
    const cache = cacheOf({ maxDocuments: 2 }, text('a'), text('b'));
    cache.get(text('a'));
    cache.keep(text('c'), parse(text('c')));

    expect(kept(cache, text('a'), text('b'), text('c'))).toEqual([true, false, true]);
  });

  it('knows of several in turn which was asked for last', () => {
    const cache = cacheOf({ maxDocuments: 2 }, text('a'), text('b'));
    for (const each of ['a', 'b']) cache.get(text(each));
    cache.keep(text('c'), parse(text('c')));

    expect(kept(cache, text('a'), text('b'), text('c'))).toEqual([false, true, true]);
  });

  it('lets go of as many as it takes, when they are too long together', () => {
    const texts = 'abcdefghij'.split('').map((name) => text(name));
    const cache = cacheOf({ maxLength: 100 }, ...texts);
    expect(kept(cache, ...texts)).not.toContain(false);
    for (const known of texts) cache.get(known);

    cache.keep('{abcdef}', parse('{abcdef}'));

    expect(kept(cache, text('a'), text('b'), '{abcdef}')).toEqual([false, true, true]);
  });

  it('counts the length of a text once, however often it is kept', () => {
    const cache = cacheOf({ maxLength: 100 }, ...Array.from({ length: 20 }, () => text('a')), text('b'));

    expect(kept(cache, text('a'), text('b'))).toEqual([true, true]);
  });

  it('keeps none that would push out many others', () => {
    const cache = cacheOf({ maxLength: 100 }, text('a'), text('b', 11));

    expect(kept(cache, text('a'), text('b', 11))).toEqual([true, false]);
  });
});
