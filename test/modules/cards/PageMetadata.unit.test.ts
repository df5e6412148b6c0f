import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PageMetadata } from '../../../src/modules/cards/domain/PageMetadata.ts';

const title = (text: string) => PageMetadata.of({ title: text }).title;
const imageUrl = (url: string) => PageMetadata.of({ imageUrl: url }).imageUrl;

describe('PageMetadata', () => {
  it('has text in one line, without what cannot be stored or seen', () => {
    expect(title('  One\n\tline\u0000 \u2028of\u0085 text\u200b ')).toBe('One line of text\u200b');
    expect(title('evil\u202egnp.exe')).toBe('evilgnp.exe');
    expect(title('half \ud83d a pair')).toBe('half \ufffd a pair');
    expect(title('👩‍👩‍👧')).toBe('👩‍👩‍👧');
  });

  it('leaves out what says nothing', () => {
    expect(PageMetadata.of({ title: '', description: ' \n ', siteName: '\u0000', imageUrl: '' })).toEqual(
      PageMetadata.nothing,
    );
  });

  it('has text of a bounded length, and no half characters at its end', () => {
    expect(title('x'.repeat(300))).toBe('x'.repeat(300));
    expect(title('x'.repeat(301))).toBe(`${'x'.repeat(299)}…`);
    expect(title(`${'x'.repeat(298)}😀yz`)).toBe(`${'x'.repeat(298)}…`);
    const { description, siteName } = PageMetadata.of({ description: 'x'.repeat(2_000), siteName: 'x'.repeat(200) });
    expect([description?.length, siteName?.length]).toEqual([1_000, 100]);
  });

  it('has a picture on the web, or none', () => {
    expect(imageUrl('HTTPS://Example.org/a b.png')).toBe('https://example.org/a%20b.png');
    for (const url of [
      'a.png',
      '/a.png',
      'javascript:alert(1)',
      'data:image/png,',
      'ftp://example.org/a.png',
      'https://user:pass@example.org/',
      `https://example.org/${'x'.repeat(2_048)}`,
    ])
      expect(imageUrl(url)).toBeUndefined();
  });

  it('is fit to be shown and stored, whatever the page says', () => {
    const text = fc.string({ unit: fc.nat({ max: 0xffff }).map((code) => String.fromCharCode(code)), maxLength: 400 });
    fc.assert(
      fc.property(text, (said) => {
        const shown = title(said) ?? 'x';
        expect(shown.isWellFormed()).toBe(true);
        expect(shown).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e]|^\s|\s$/u);
        expect(shown.length).toBeLessThanOrEqual(300);
        // What is read back from the database or the log is the same.
        expect(title(shown)).toBe(shown);
      }),
    );
  });

  it('is updated by what a page says newly, and keeps the rest', () => {
    const before = PageMetadata.of({ title: 'Old', siteName: 'Site' });
    const after = before.updatedBy(PageMetadata.of({ title: 'New', description: 'Text' }));
    expect(after).toEqual(PageMetadata.of({ title: 'New', description: 'Text', siteName: 'Site' }));
    expect(after.equals(before)).toBe(false);
    expect(before.updatedBy(PageMetadata.nothing).equals(before)).toBe(true);
  });
});
