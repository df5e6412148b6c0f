import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { isPublicAddress } from './isPublicAddress.ts';

/** Where this server may be sent by what strangers write. */
export interface OutboundRules {
  isAddressAllowed(address: string): boolean;
  isPortAllowed(port: number): boolean;
  /** Rejects if there is no such host, or nobody to ask. */
  resolve(hostname: string): Promise<readonly LookupAddress[]>;
}

/** The public internet, where its web servers are: nothing that only this server can reach. */
export const publicInternet: OutboundRules = {
  isAddressAllowed: isPublicAddress,
  isPortAllowed: (port) => port === 80 || port === 443,
  resolve: (hostname) => lookup(hostname, { all: true }),
};
