import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { clientAddress } from '../../../src/shared/infrastructure/http/clientAddress.ts';

function addressOf(own: string, forwarded: string | undefined, hops: number): string {
  const socket = new Socket();
  Object.defineProperty(socket, 'remoteAddress', { value: own });
  const request = new IncomingMessage(socket);
  if (forwarded !== undefined) request.headers['x-forwarded-for'] = forwarded;
  return clientAddress(request, hops);
}

const proxy = '10.0.0.1';

describe('behind no proxy', () => {
  it.each([
    [undefined, proxy],
    ['203.0.113.7', proxy],
    ['127.0.0.1, 203.0.113.7', proxy],
  ])('X-Forwarded-For %j helps nobody', (forwarded, address) => expect(addressOf(proxy, forwarded, 0)).toBe(address));
});

it('is that of the connection for all of its requests, also when it is gone', () => {
  const socket = new Socket();
  Object.defineProperty(socket, 'remoteAddress', { value: proxy, configurable: true });
  expect(clientAddress(new IncomingMessage(socket), 0)).toBe(proxy);
  Object.defineProperty(socket, 'remoteAddress', { value: undefined });
  expect(clientAddress(new IncomingMessage(socket), 0)).toBe(proxy);
});

describe('behind proxies of ours', () => {
  it.each([
    ['one proxy', '203.0.113.7', 1, '203.0.113.7'],
    ['one proxy, and a forged header', '1.2.3.4, 5.6.7.8,203.0.113.7', 1, '203.0.113.7'],
    ['two proxies', '203.0.113.7, 10.0.0.2', 2, '203.0.113.7'],
    ['two proxies, and a forged header', '1.2.3.4, 203.0.113.7, 10.0.0.2', 2, '203.0.113.7'],
    ['a header that did not come by both', '203.0.113.7', 2, proxy],
    ['no header', undefined, 1, proxy],
    ['an empty header', '', 1, proxy],
    ['what is no address', '203.0.113.7, unknown', 1, proxy],
    ['a port behind it', '203.0.113.7:51234', 1, '203.0.113.7'],
    ['a port behind an IPv6 address', '[2001:db8:1:2::5]:51234', 1, '2001:db8:1:2::/64'],
  ])('%s', (_what, forwarded, hops, address) => expect(addressOf(proxy, forwarded, hops)).toBe(address));
});

describe('IPv6', () => {
  it.each([
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002::9', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['::', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['1:2:3:4:5:6:7::', '1:2:3:4::/64'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['::ffff:cb00:7107', '203.0.113.7'],
  ])('%s is counted as %s', (own, address) => expect(addressOf(own, undefined, 0)).toBe(address));
});
