import { BlockList, isIP } from 'node:net';

/**
 * IPv4 that is not the public internet's: IANA's special-purpose registry (https://www.iana.org/assignments/iana-ipv4-special-registry),
 * multicast and what is reserved. Most clouds keep their metadata in link-local, Alibaba's in the carriers' range, Oracle's in 192.0.0.0/24.
 */
const closedIPv4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  // Azure's metadata: an address of the public range that every virtual machine has to itself.
  ['168.63.129.16', 32],
];

/** Where IPv6 is public, and where it stands for an IPv4 address, by which it is judged: mapped, and translated by NAT64 (RFC 6052). */
const openIPv6: readonly (readonly [string, number])[] = [
  ['2000::', 3],
  ['::ffff:0:0', 96],
  ['64:ff9b::', 96],
];

/** Parts of it that are not: protocols (with Teredo and benchmarking), documentation, and 6to4, which tunnels to any IPv4 address. */
const closedIPv6: readonly (readonly [string, number])[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
];

const open = new BlockList();
const closed = new BlockList();
for (const [net, prefix] of openIPv6) open.addSubnet(net, prefix, 'ipv6');
for (const [net, prefix] of closedIPv6) closed.addSubnet(net, prefix, 'ipv6');
for (const [net, prefix] of closedIPv4) {
  closed.addSubnet(net, prefix, 'ipv4');
  closed.addSubnet(`::ffff:${net}`, 96 + prefix, 'ipv6');
  closed.addSubnet(`64:ff9b::${net}`, 96 + prefix, 'ipv6');
}

/** Whether anybody on the internet could reach it as well. False for what is no IP address, and for one of a certain link (`fe80::1%eth0`). */
export function isPublicAddress(address: string): boolean {
  if (address.includes('%')) return false;
  switch (isIP(address)) {
    case 4:
      return !closed.check(address, 'ipv4');
    case 6:
      return open.check(address, 'ipv6') && !closed.check(address, 'ipv6');
    default:
      return false;
  }
}
