import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CardUrl } from '../../../src/modules/cards/domain/CardUrl.ts';

const canonical = (url: string): string => CardUrl.create(url).unwrap().canonical;

describe('CardUrl', () => {
  it.each([
    ['HTTPS://Example.ORG/Path', 'https://example.org/Path'],
    ['https://example.org:443/', 'https://example.org/'],
    ['http://example.org:80/', 'http://example.org/'],
    ['https://example.org:8443/', 'https://example.org:8443/'],
    ['https://example.org', 'https://example.org/'],
    ['https://example.org/a#section', 'https://example.org/a'],
    ['https://example.org/?utm_source=x&utm_medium=y', 'https://example.org/'],
    ['https://example.org/?id=1&fbclid=2&b=3', 'https://example.org/?id=1&b=3'],
    ['https://example.org/?q=a%20b+c', 'https://example.org/?q=a%20b+c'],
    ['https://example.org/?utmost=1', 'https://example.org/?utmost=1'],
    ['https://bücher.example/', 'https://xn--bcher-kva.example/'],
  ])('%s is canonically %s', (url, expected) => expect(canonical(url)).toBe(expected));

  it('keeps the address as it was given, fragment and all', () => {
    expect(CardUrl.create('https://example.org/a?utm_source=x#b').unwrap().value).toBe(
      'https://example.org/a?utm_source=x#b',
    );
  });

  it.each([
    ['', 'malformed'],
    ['example.org', 'malformed'],
    ['https://', 'malformed'],
    ['ftp://example.org/', 'not-http'],
    ['javascript:alert(1)', 'not-http'],
    ['data:text/html,x', 'not-http'],
    ['https://ada:secret@example.org/', 'has-credentials'],
    ['https://ada@example.org/', 'has-credentials'],
    [`https://example.org/${'a'.repeat(2_048)}`, 'too-long'],
    [`https://example.org/${'ü'.repeat(1_000)}`, 'too-long'],
  ])('refuses %s: %s', (url, reason) => {
    expect(CardUrl.create(url)).toMatchObject({ ok: false, error: { kind: 'invalid-url', reason } });
  });

  it('is its own canonical form once canonical', () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), (url) => {
        const once = canonical(url);
        expect(canonical(once)).toBe(once);
      }),
    );
  });
});
