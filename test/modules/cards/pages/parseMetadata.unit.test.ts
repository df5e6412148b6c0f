import { describe, expect, it } from 'vitest';
import { parseMetadata } from '../../../../src/modules/cards/infrastructure/pages/parseMetadata.ts';

const page = new URL('https://example.org/articles/one');
const parse = (html: string) => parseMetadata(html, page);
const meta = (name: string, content: string) => `<meta property="${name}" content="${content}">`;

describe('the metadata of a page', () => {
  it('is what Open Graph has, else what Twitter has, else what was there before', async () => {
    const plain =
      '<title>Plain</title><meta name="description" content="Plain text"><meta name="application-name" content="Plain site">';
    const twitter =
      '<meta name="twitter:title" content="Twitter"><meta name="twitter:description" content="Twitter text"><meta name="twitter:image" content="/t.png">';
    const graph = [
      meta('og:title', 'Graph'),
      meta('og:description', 'Graph text'),
      meta('og:image', '/g.png'),
      meta('og:site_name', 'Graph site'),
    ].join('');
    expect(await parse(plain)).toMatchObject({
      title: 'Plain',
      description: 'Plain text',
      imageUrl: undefined,
      siteName: 'Plain site',
    });
    expect(await parse(plain + twitter)).toMatchObject({
      title: 'Twitter',
      description: 'Twitter text',
      imageUrl: 'https://example.org/t.png',
    });
    expect(await parse(plain + twitter + graph)).toMatchObject({
      title: 'Graph',
      description: 'Graph text',
      imageUrl: 'https://example.org/g.png',
      siteName: 'Graph site',
    });
  });

  it('is the first that says something', async () => {
    const html =
      meta('og:title', ' ') +
      meta('OG:Title', 'First') +
      meta('og:title', 'Second') +
      meta('og:image', '') +
      meta('og:image:url', '//cdn.example/i.png');
    expect(await parse(html)).toMatchObject({ title: 'First', imageUrl: 'https://cdn.example/i.png' });
  });

  it('is in the head: not in what the page shows', async () => {
    expect((await parse(`<head></head><body><title>Shown</title>${meta('og:title', 'Shown')}`)).title).toBeUndefined();
    expect((await parse('<svg><title>A picture</title></svg>')).title).toBeUndefined();
    expect(
      (await parse('<script>"<title>Code</title>"</script><!-- <title>Remark</title> --><title>Right</title>')).title,
    ).toBe('Right');
  });

  it('is read as a browser would read it', async () => {
    expect((await parse('<TITLE>\n  A &lt;b&gt; &amp;\n Co &#x1F4D6;&#0; </TITLE>')).title).toBe('A <b> & Co 📖\ufffd');
    expect((await parse('<title>Not closed')).title).toBeUndefined();
    expect(
      await parse(
        '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>X</title><meta name="description" content="Y"/></head></html>',
      ),
    ).toMatchObject({ title: 'X', description: 'Y' });
  });

  it('has pictures from where the page says it is', async () => {
    const imageOf = async (image: string, base = '') => (await parse(base + meta('og:image', image))).imageUrl;
    expect(await imageOf('two.png')).toBe('https://example.org/articles/two.png');
    expect(await imageOf('two.png', '<base href="/media/">')).toBe('https://example.org/media/two.png');
    expect(await imageOf('two.png', '<base href="http://[">')).toBe('https://example.org/articles/two.png');
    expect(await imageOf('javascript:alert(1)')).toBeUndefined();
    expect(await imageOf('data:image/png;base64,AAAA')).toBeUndefined();
    expect(await imageOf('http://[')).toBeUndefined();
  });

  it.each([
    ['deeply nested', '<b>'],
    ['nested in other ways', '<svg><math>'],
    ['never closed', '<meta property="og:title" '],
    ['all attributes', 'a=b '],
    ['all titles', '<title>x</title>'],
    ['all entities', '&amp'],
    ['all brackets', '<'],
    ['closing what was not opened', '</b>'],
  ])('takes no longer than in proportion, where a page of a megabyte is %s', async (_what, part) => {
    const before = performance.now();
    await parse(part.repeat(1_048_576 / part.length));
    expect(performance.now() - before).toBeLessThan(10_000);
  });

  it('leaves others their turn meanwhile', async () => {
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 0);
    await parse('<p>'.repeat(349_525));
    clearInterval(timer);
    expect(turns).toBeGreaterThan(10);
  });
});
