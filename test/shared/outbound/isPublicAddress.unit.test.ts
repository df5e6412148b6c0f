import { describe, expect, it } from 'vitest';
import { isPublicAddress } from '../../../src/shared/infrastructure/outbound/isPublicAddress.ts';
import { publicInternet } from '../../../src/shared/infrastructure/outbound/OutboundRules.ts';

const open = [
  '1.1.1.1',
  '8.8.8.8',
  '9.255.255.255',
  '11.0.0.0',
  '100.63.255.255',
  '100.128.0.0',
  '126.255.255.255',
  '128.0.0.0',
  '168.63.129.15',
  '169.253.255.255',
  '172.15.255.255',
  '172.32.0.0',
  '192.0.1.0',
  '192.167.255.255',
  '198.17.255.255',
  '198.20.0.0',
  '223.255.255.255',
  '2606:4700:4700::1111',
  '2a00:1450:4001:829::200e',
  '::ffff:8.8.8.8',
  '64:ff9b::8.8.8.8',
  '64:ff9b::808:808',
];

const closed: Readonly<Record<string, readonly string[]>> = {
  'this host': ['0.0.0.0', '0.255.255.255', '::'],
  loopback: ['127.0.0.1', '127.255.255.254', '::1', '0:0:0:0:0:0:0:1'],
  private: ['10.0.0.0', '10.255.255.255', '172.16.0.1', '172.31.255.255', '192.168.0.1', '192.168.255.255'],
  'unique local': ['fc00::1', 'fdff:ffff::1'],
  'link-local': ['169.254.0.1', '169.254.255.255', 'fe80::1', 'febf::1', 'fe80::1%eth0', '2606:4700::1%eth0'],
  'site-local, of old': ['fec0::1'],
  'the carriers': ['100.64.0.0', '100.127.255.255'],
  multicast: ['224.0.0.1', '239.255.255.255', 'ff02::1', 'ff0e::1'],
  'reserved and broadcast': ['240.0.0.1', '255.255.255.255', '192.0.0.1', '4000::1', '100::1'],
  'documentation and benchmarks': [
    '192.0.2.1',
    '198.51.100.1',
    '203.0.113.1',
    '198.18.0.1',
    '198.19.255.255',
    '2001:db8::1',
    '3fff::1',
    '2001:2::1',
  ],
  'metadata of clouds': [
    '169.254.169.254',
    '100.100.100.200',
    '192.0.0.192',
    '168.63.129.16',
    'fd00:ec2::254',
    'fd20:ce::254',
  ],
  mapped: [
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::ffff:10.0.0.1',
    '::ffff:169.254.169.254',
    '::ffff:a9fe:a9fe',
    '::ffff:0.0.0.0',
  ],
  translated: [
    '64:ff9b::127.0.0.1',
    '64:ff9b::a00:1',
    '64:ff9b::169.254.169.254',
    '64:ff9b::a83f:8110',
    '64:ff9b:1::8.8.8.8',
  ],
  'compatible, of old': ['::127.0.0.1', '::8.8.8.8'],
  tunnelled: ['2002:7f00:1::', '2002:808:808::', '2001:0:7f00:1::', '192.88.99.1'],
  'not an address': ['', 'localhost', '127.1', '0x7f000001', '2130706433', '[::1]', '1.2.3.4:80'],
};

describe('isPublicAddress', () => {
  it.each(open)('lets %s be reached', (address) => expect(isPublicAddress(address)).toBe(true));

  for (const [what, addresses] of Object.entries(closed)) {
    it.each(addresses)(`refuses ${what}: %s`, (address) => expect(isPublicAddress(address)).toBe(false));
  }
});

describe('the public internet', () => {
  it('is where web servers are', () => {
    expect([80, 443].map((port) => publicInternet.isPortAllowed(port))).toEqual([true, true]);
    expect([22, 25, 5432, 6379, 8080].filter((port) => publicInternet.isPortAllowed(port))).toEqual([]);
    expect(publicInternet.isAddressAllowed('127.0.0.1')).toBe(false);
    expect(publicInternet.isAddressAllowed('1.1.1.1')).toBe(true);
  });

  it('resolves names to all their addresses', async () => {
    const addresses = await publicInternet.resolve('localhost');
    expect(addresses.every(({ address }) => !publicInternet.isAddressAllowed(address))).toBe(true);
    expect(addresses.length).toBeGreaterThan(0);
  });
});
