import { once } from 'node:events';
import { createServer } from 'node:https';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CardUrl } from '../../../../src/modules/cards/domain/CardUrl.ts';
import { WebPages } from '../../../../src/modules/cards/infrastructure/pages/WebPages.ts';
import type { OutboundRules } from '../../../../src/shared/infrastructure/outbound/OutboundRules.ts';
import { selfSigned } from '../../../support/certificate.ts';

const { cert, key } = selfSigned('page.test');
const server = createServer({ cert, key }, (request, response) => {
  response.writeHead(200, { 'content-type': 'text/html' }).end(`<title>Secure ${request.headers.host}</title>`);
});
const rules: OutboundRules = {
  isAddressAllowed: (address) => address === '127.0.0.1',
  isPortAllowed: () => true,
  resolve: async () => [{ address: '127.0.0.1', family: 4 }],
};

/** Of the whole process: given back at the end. */
const trusted = getCACertificates('default');

let port: number;
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('unreachable: it listens on a port');
  port = address.port;
});
afterAll(async () => {
  setDefaultCACertificates(trusted);
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

const read = (host: string) => new WebPages({ rules }).read(CardUrl.create(`https://${host}:${port}/`).unwrap());

it('reads a page over TLS from who can show to be its server, and from nobody else', async () => {
  expect(await read('page.test')).toMatchObject({ kind: 'not-now', reason: expect.stringContaining('self-signed') });
  setDefaultCACertificates([...trusted, cert]);
  expect(await read('page.test')).toMatchObject({ kind: 'read', metadata: { title: `Secure page.test:${port}` } });
  // The same server under a name that its certificate does not have.
  expect(await read('other.test')).toMatchObject({ kind: 'not-now', reason: expect.stringContaining('altnames') });
});
