import { describe, expect, it } from 'vitest';
import { decodeHtml } from '../../../../src/modules/cards/infrastructure/pages/decodeHtml.ts';

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

describe('decodeHtml', () => {
  it('believes the first bytes before the header, and the header before the page', () => {
    expect(decodeHtml(Buffer.from('\ufeffé<meta charset=koi8-r>'), 'shift_jis')).toBe('é<meta charset=koi8-r>');
    expect(decodeHtml(Buffer.from('\ufeffé', 'utf16le'), 'utf-8')).toBe('é');
    expect(decodeHtml(Buffer.from([0xfe, 0xff, 0, 0xe9]), undefined)).toBe('é');
    expect(decodeHtml(latin1('\xc1<meta charset=windows-1252>'), 'koi8-r')).toMatch(/^а/);
  });

  it('looks for the encoding in the page, written either way', () => {
    expect(decodeHtml(latin1('<meta charset="koi8-r">\xc1'), undefined)).toMatch(/а$/);
    expect(
      decodeHtml(latin1(`<META http-equiv=Content-Type content='text/html; charset=koi8-r'>\xc1`), undefined),
    ).toMatch(/а$/);
    expect(decodeHtml(latin1(`${' '.repeat(5_000)}<meta charset=koi8-r>\xc1`), undefined)).toMatch(/Á$/);
  });

  it('does not believe a page that says in ASCII that it is UTF-16', () => {
    expect(decodeHtml(Buffer.from('<meta charset=utf-16>é'), undefined)).toMatch(/é$/);
  });

  it('passes over encodings that nobody knows', () => {
    expect(decodeHtml(Buffer.from('<meta charset=klingon>é'), 'vulcan')).toMatch(/é$/);
    expect(decodeHtml(Buffer.from('é'), 'replacement')).toBe('é');
  });

  it('takes for UTF-8 what can be, also where it was cut off, and else for windows-1252', () => {
    expect(decodeHtml(Buffer.from('é€'), undefined)).toBe('é€');
    expect(decodeHtml(Buffer.from('é€').subarray(0, 4), undefined)).toBe('é\ufffd');
    expect(decodeHtml(latin1('\x93caf\xe9\x94'), undefined)).toBe('“café”');
  });
});
