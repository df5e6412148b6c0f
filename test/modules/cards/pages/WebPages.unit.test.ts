import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CardUrl } from '../../../../src/modules/cards/domain/CardUrl.ts';
import { PageMetadata } from '../../../../src/modules/cards/domain/PageMetadata.ts';
import { WebPages } from '../../../../src/modules/cards/infrastructure/pages/WebPages.ts';
import type { OutboundRules } from '../../../../src/shared/infrastructure/outbound/OutboundRules.ts';
import { eventually } from '../../../support/eventually.ts';
import { html, type PageServer, pageServer, redirect, status } from '../../../support/pageServer.ts';

const megabyte = 1_048_576;

let server: PageServer;
beforeEach(async () => {
  server = await pageServer();
});
afterEach(() => server[Symbol.asyncDispose]());

interface Reading {
  readonly rules?: OutboundRules;
  readonly timeoutMs?: number;
}

const readUrl = (url: string, { rules = server.rules(), timeoutMs = 5_000 }: Reading = {}) =>
  new WebPages({ rules, timeoutMs }).read(CardUrl.create(url).unwrap());
const read = (path: string, options?: Reading) => readUrl(server.url(path), options);
const titled = (title: string) => ({ kind: 'read', metadata: PageMetadata.of({ title }) });

describe('a page', () => {
  it('is asked what it says of itself, by somebody who says who it is and has no secrets to tell', async () => {
    server.answer(
      '/page',
      html(`<html><head><title>Plain</title><meta property="og:title" content="Open &amp; graph">
        <meta name="description" content="What it is"><meta property="og:image" content="/picture.png">
        <meta property="og:site_name" content="Example"></head><body></body></html>`),
    );
    expect(await read('/page?a=1&utm_source=x#part')).toEqual({
      kind: 'read',
      metadata: PageMetadata.of({
        title: 'Open & graph',
        description: 'What it is',
        imageUrl: server.url('/picture.png'),
        siteName: 'Example',
      }),
    });
    const { url, headers } = server.lastRequest ?? {};
    expect(url).toBe('/page?a=1');
    expect(headers?.['user-agent']).toContain('Commonplace');
    expect(Object.keys(headers ?? {}).sort()).toEqual([
      'accept',
      'accept-encoding',
      'connection',
      'host',
      'user-agent',
    ]);
  });

  it('may say nothing of itself', async () => {
    server.answer('/silent', html('<p>Hello'));
    expect(await read('/silent')).toEqual({ kind: 'read', metadata: PageMetadata.nothing });
    server.answer('/empty', html(''));
    expect(await read('/empty')).toEqual({ kind: 'read', metadata: PageMetadata.nothing });
  });

  it('may be compressed', async () => {
    const page = '<title>Small</title>';
    server.answer('/gzip', html(gzipSync(page), { 'content-encoding': 'gzip' }));
    server.answer('/br', html(brotliCompressSync(page), { 'content-encoding': 'br' }));
    server.answer('/unasked', html(page, { 'content-encoding': 'compress' }));
    server.answer('/lie', html(page, { 'content-encoding': 'gzip' }));
    expect(await read('/gzip')).toEqual(titled('Small'));
    expect(await read('/br')).toEqual(titled('Small'));
    expect(await read('/unasked')).toMatchObject({ kind: 'nothing', reason: expect.stringContaining('compress') });
    expect(await read('/lie')).toMatchObject({ kind: 'not-now' });
  });

  it('is read in the encoding that it is in', async () => {
    const shiftJis = Buffer.from([0x93, 0xfa, 0x96, 0x7b]);
    const inTitle = (bytes: Buffer, before = '') =>
      Buffer.concat([Buffer.from(`${before}<title>`), bytes, Buffer.from('</title>')]);
    server.answer('/header', html(inTitle(shiftJis), { 'content-type': 'text/html; charset=Shift_JIS' }));
    server.answer('/meta', html(inTitle(shiftJis, '<meta charset=shift_jis>')));
    expect(await read('/header')).toEqual(titled('日本'));
    expect(await read('/meta')).toEqual(titled('日本'));
  });

  it('with a broken encoding is read as far as that goes', async () => {
    const broken = Buffer.from('<title>caf\xe9 \xff\xfe\0 \xed\xa0\x80</title>', 'latin1');
    const declared = (charset: string) => html(broken, { 'content-type': `text/html; charset=${charset}` });
    server.answer('/utf-8', declared('utf-8'));
    server.answer('/unknown', declared('no-such-encoding'));
    server.answer('/none', html(broken));
    expect(await read('/utf-8')).toEqual(titled('caf\ufffd \ufffd\ufffd \ufffd\ufffd\ufffd'));
    expect(await read('/unknown')).toEqual(titled('café ÿþ í €'));
    expect(await read('/none')).toEqual(titled('café ÿþ í €'));
  });
});

describe('a page that goes on for long', () => {
  const title = '<title>Huge</title>';

  it('is read up to 1 MB, and then left', async () => {
    let sent = 0;
    server.answer('/huge', (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).write(title);
      const more = (): void => {
        while (!response.destroyed && response.write('x'.repeat(65_536))) sent += 65_536;
      };
      response.on('drain', more);
      more();
    });
    expect(await read('/huge')).toEqual(titled('Huge'));
    await eventually(() => server.abandoned === 1);
    // What was on its way in buffers of the operating system may be more than what was read.
    expect(sent).toBeLessThan(64 * megabyte);
  });

  it('is read up to 1 MB also where that comes of a kilobyte', async () => {
    const bomb = gzipSync(Buffer.concat([Buffer.from(title), Buffer.alloc(128 * megabyte, ' ')]), { level: 1 });
    server.answer('/bomb', html(bomb, { 'content-encoding': 'gzip' }));
    const before = process.memoryUsage().rss;
    expect(await read('/bomb')).toEqual(titled('Huge'));
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * megabyte);
  });

  it('is not heard of any more where its end says what it is', async () => {
    server.answer('/late', html(`${' '.repeat(megabyte)}${title}`));
    expect(await read('/late')).toEqual({ kind: 'read', metadata: PageMetadata.nothing });
  });

  it('is left when it takes too long: before it answers, in the middle, and over redirects', async () => {
    server.answer('/mute', () => undefined);
    server.answer('/trickle', (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' });
      const timer = setInterval(() => response.write('<p>'), 20);
      response.on('close', () => clearInterval(timer));
    });
    // Left in the middle of the second: between two, nobody would see it leave.
    server.answer('/slow', (request, response) => {
      const timer = setTimeout(() => redirect('/slow')(request, response), 200);
      response.on('close', () => clearTimeout(timer));
    });
    for (const path of ['/mute', '/trickle', '/slow']) {
      const before = performance.now();
      expect(await read(path, { timeoutMs: 300 })).toMatchObject({
        kind: 'not-now',
        reason: expect.stringMatching(/abort|timeout/i),
      });
      expect(performance.now() - before).toBeLessThan(2_000);
    }
    await eventually(() => server.abandoned === 3);
  });

  it('takes 5 s at most', async () => {
    server.answer('/mute', () => undefined);
    const before = performance.now();
    await new WebPages({ rules: server.rules() }).read(CardUrl.create(server.url('/mute')).unwrap());
    const tookMs = performance.now() - before;
    expect(tookMs).toBeGreaterThan(4_900);
    expect(tookMs).toBeLessThan(9_000);
  });
});

describe('what is not a page', () => {
  it.each([404, 410, 401, 403, 304, 300])('is not asked again: status %i', async (code) => {
    server.answer('/gone', status(code));
    expect(await read('/gone')).toMatchObject({ kind: 'nothing', reason: `NoPageError: status ${code}` });
  });

  it.each([500, 502, 503, 429, 408])('may be one later: status %i', async (code) => {
    server.answer('/down', status(code));
    expect(await read('/down')).toMatchObject({ kind: 'not-now', reason: `PageUnavailableError: status ${code}` });
    server.answer('/down', html('<title>Up again</title>'));
    expect(await read('/down')).toEqual(titled('Up again'));
  });

  it.each(['application/json', 'image/svg+xml', 'text/plain', 'text/htmlx', 'no type', ''])(
    'is not parsed: %s',
    async (type) => {
      server.answer('/file', html('<title>No page</title>', { 'content-type': type }));
      expect(await read('/file')).toMatchObject({ kind: 'nothing', reason: 'NoPageError: no HTML' });
    },
  );

  it('may be one later where nobody answers, or in no way that can be understood', async () => {
    server.answer('/broken', (_request, response) => {
      response.socket?.end('SSH-2.0-OpenSSH\r\n');
    });
    expect(await read('/broken')).toMatchObject({ kind: 'not-now' });
    await server[Symbol.asyncDispose]();
    expect(await read('/')).toMatchObject({ kind: 'not-now', reason: expect.stringContaining('ECONNREFUSED') });
    server = await pageServer();
  });

  it('may be one later where the answer is another protocol', async () => {
    server.answer('/upgraded', (request) => {
      request.socket.end('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n');
    });
    expect(await read('/upgraded')).toMatchObject({ kind: 'not-now', reason: expect.stringContaining('closed') });
  });

  it('may be one later where the connection is not secure', async () => {
    server.answer('/', html('<title>Plain</title>'));
    expect(await readUrl(server.url('/').replace('http:', 'https:'))).toMatchObject({ kind: 'not-now' });
    expect(server.asked).toEqual([]);
  });

  it('may be one later where a name leads to nobody, or nobody says where', async () => {
    const failing: OutboundRules = {
      ...server.rules(),
      resolve: () => Promise.reject(Object.assign(new Error('getaddrinfo EAI_AGAIN'), { code: 'EAI_AGAIN' })),
    };
    const url = server.url('/', 'page.test');
    expect(await readUrl(url, { rules: failing })).toMatchObject({ kind: 'not-now' });
    expect(await readUrl(url, { rules: { ...server.rules(), resolve: async () => [] } })).toMatchObject({
      kind: 'not-now',
    });
  });
});

describe('redirects', () => {
  beforeEach(() => server.answer('/end', html('<title>Found</title><meta property="og:image" content="picture.png">')));

  it.each([301, 302, 303, 307, 308])('are followed: %i', async (code) => {
    server.answer('/begin', redirect('sub/../end', code));
    expect(await read('/begin')).toMatchObject({
      metadata: { title: 'Found', imageUrl: server.url('/picture.png') },
    });
  });

  it('are followed five times', async () => {
    for (let n = 1; n <= 6; n += 1) server.answer(`/${n}`, redirect(n === 6 ? '/end' : `/${n + 1}`));
    expect(await read('/2')).toMatchObject({ metadata: { title: 'Found' } });
    expect(await read('/1')).toMatchObject({ kind: 'nothing', reason: 'NoPageError: more than 5 redirects' });
  });

  it('end where they go round', async () => {
    server.answer('/round', redirect('/round'));
    expect(await read('/round')).toMatchObject({ kind: 'nothing' });
    expect(server.asked).toHaveLength(6);
  });

  it.each([
    'file:///etc/passwd',
    'ftp://127.0.0.1/',
    'gopher://127.0.0.1/',
    'data:text/html,<title>x',
    'javascript:0',
    'http://',
  ])('are not followed to %s', async (location) => {
    server.answer('/away', redirect(location));
    expect(await read('/away')).toMatchObject({ kind: 'nothing' });
    expect(server.asked).toEqual(['/away']);
  });
});

describe('what is inside', () => {
  // Everything below would be answered, were it asked.
  beforeEach(() => server.answer('/secret', html('<title>Secret</title>')));
  const refused = (reason: string) => ({
    kind: 'nothing',
    reason: expect.stringMatching(`OutboundRefusedError: .*${reason}`),
  });

  it('is refused by its address, however that is written', async () => {
    for (const host of [
      '127.0.0.2',
      '127.2',
      '2130706434',
      '0x7f000002',
      '0177.0.0.2',
      '[::ffff:127.0.0.2]',
      '[::1]',
    ]) {
      expect(await readUrl(server.url('/secret', host))).toMatchObject(refused('address'));
    }
    expect(server.asked).toEqual([]);
  });

  it('is refused by what its name stands for', async () => {
    const rules = server.rules((name) => (name === 'inward.test' ? '127.0.0.2' : '127.0.0.1'));
    expect(await readUrl(server.url('/secret', 'inward.test'), { rules })).toMatchObject(refused('127.0.0.2'));
    expect(server.asked).toEqual([]);
    expect(await readUrl(server.url('/secret', 'outward.test'), { rules })).toEqual(titled('Secret'));
  });

  it('is refused where one of several addresses leads inward', async () => {
    const rules: OutboundRules = {
      ...server.rules(),
      resolve: async () => ['127.0.0.1', '127.0.0.2'].map((address) => ({ address, family: 4 })),
    };
    expect(await readUrl(server.url('/secret', 'both.test'), { rules })).toMatchObject(refused('127.0.0.2'));
    expect(server.asked).toEqual([]);
  });

  it('is refused where a redirect leads there, by address or by name', async () => {
    const rules = server.rules((name) => (name === 'inward.test' ? '127.0.0.2' : '127.0.0.1'));
    server.answer('/by-address', redirect(server.url('/secret', '127.0.0.2')));
    server.answer('/by-name', redirect(server.url('/secret', 'inward.test')));
    server.answer('/by-way', redirect('/by-name'));
    for (const path of ['/by-address', '/by-name', '/by-way'])
      expect(await read(path, { rules })).toMatchObject(refused('127.0.0.2'));
    expect(server.asked).not.toContain('/secret');
  });

  it('is refused to a name that stood for something public a moment before', async () => {
    let asked = 0;
    const rebinding = server.rules(() => {
      asked += 1;
      return asked === 1 ? '127.0.0.1' : '127.0.0.2';
    });
    server.answer('/begin', redirect('/secret'));
    // What was checked is what was connected to: nothing is asked in between.
    expect(await readUrl(server.url('/begin', 'rebind.test'), { rules: rebinding })).toMatchObject(
      refused('127.0.0.2'),
    );
    expect(server.asked).toEqual(['/begin']);
    expect(asked).toBe(2);
  });

  it('is refused on any other port', async () => {
    server.answer('/away', redirect('http://127.0.0.1:6379/'));
    expect(await read('/away')).toMatchObject(refused('port 6379'));
    expect(await readUrl('http://127.0.0.1/')).toMatchObject(refused('port 80'));
    expect(await readUrl('https://127.0.0.1/')).toMatchObject(refused('port 443'));
  });

  it('is not told a password that a redirect brings along', async () => {
    server.answer('/away', redirect(server.url('/secret', 'user:password@127.0.0.1')));
    expect(await read('/away')).toMatchObject(refused('password'));
  });
});
