import type { IncomingMessage } from 'node:http';
import { isIP, type Socket } from 'node:net';

/**
 * Whose request it is, for what is counted by address: an IPv4 address, or the /64 of an IPv6 address, all of which one customer has.
 *
 * Each proxy of ours appends to X-Forwarded-For the address that it was connected from, so with `trustedHops` of them the client's is that many
 * from the end; what stands before it is the client's own word. A header that is shorter, or has anything else there, did not come by all of them: then
 * it is the connection's own address.
 */
export function clientAddress(
  { headers, socket }: Pick<IncomingMessage, 'headers' | 'socket'>,
  trustedHops: number,
): string {
  if (trustedHops === 0) return ownAddress(socket);
  const forwarded = [headers['x-forwarded-for'] ?? []].flat().join(',').split(',').at(-trustedHops);
  return countedAs(forwarded) ?? ownAddress(socket);
}

/** Of connections, which stay open for many requests. */
const ownAddresses = new WeakMap<Pick<Socket, 'remoteAddress'>, string>();

function ownAddress(socket: Pick<Socket, 'remoteAddress'>): string {
  const known = ownAddresses.get(socket);
  if (known !== undefined) return known;
  const { remoteAddress = '' } = socket;
  const address = countedAs(remoteAddress) ?? remoteAddress;
  ownAddresses.set(socket, address);
  return address;
}

/** Undefined for what is no address. A port may stand behind it, which some proxies write. */
function countedAs(written: string | undefined): string | undefined {
  const text = written?.trim() ?? '';
  const address = /^\[(.+)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text;
  if (isIP(address) === 4) return address;
  // As a socket for both families tells IPv4, with each request.
  const [, mapped = ''] = /^::ffff:([\d.]+)$/i.exec(address) ?? [];
  if (isIP(mapped) === 4) return mapped;
  return isIP(address) === 6 ? ofIPv6(address) : undefined;
}

/** URL writes the one canonical form; a zone (`%eth0`) is not part of it. */
function ofIPv6(address: string): string {
  const canonical = new URL(`http://[${address.split('%', 1)[0]}]`).hostname.slice(1, -1);
  const [head = '', tail] = canonical.split('::', 2);
  const [before, after] = [head, tail ?? ''].map((part) => part.split(':').filter((group) => group !== ''));
  if (!before || !after) throw new Error('unreachable: two parts were split');
  const zeros = tail === undefined ? 0 : 8 - before.length - after.length;
  const groups = [...before, ...Array.from({ length: zeros }, () => '0'), ...after];
  return mappedIPv4(groups) ?? `${groups.slice(0, 4).join(':')}::/64`;
}

/** ::ffff:a.b.c.d, however it is written. */
function mappedIPv4(groups: readonly string[]): string | undefined {
  if (groups.slice(0, 5).some((group) => group !== '0') || groups[5] !== 'ffff') return undefined;
  return groups
    .slice(6)
    .flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255])
    .join('.');
}
