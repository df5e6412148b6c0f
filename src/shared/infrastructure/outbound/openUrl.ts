import type { LookupAddress } from 'node:dns';
import http, { type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { callbackify } from 'node:util';
import { OutboundRefusedError } from './OutboundRefusedError.ts';
import type { OutboundRules } from './OutboundRules.ts';

export interface OpenUrlOptions {
  readonly rules: OutboundRules;
  readonly headers: OutgoingHttpHeaders;
  /** Ends the request, also while its answer is read. */
  readonly signal: AbortSignal;
}

const maxHeaderBytes = 16_384;
const defaultPorts = { 'http:': 80, 'https:': 443 } as const;

/**
 * Asks for a URL, and resolves when the headers of the answer are there. Follows nothing: where a redirect leads is for the caller to ask for,
 * under the same rules. Rejects with OutboundRefusedError where the rules forbid it, else as the connection or the signal does.
 *
 * The addresses that are checked are the very ones that are connected to, because the connection asks for none itself: a name that is given another
 * address a moment later gains nothing by it. No proxy is used, which would resolve names out of our sight, and no connection is kept.
 */
export async function openUrl(url: URL, { rules, headers, signal }: OpenUrlOptions): Promise<IncomingMessage> {
  assertAllowed(url, rules);
  const { request } = url.protocol === 'https:' ? https : http;
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  request(url, { agent: false, lookup: lookupBy(rules), maxHeaderSize: maxHeaderBytes, headers, signal })
    .on('response', resolve)
    .on('error', reject)
    // As when the answer is that another protocol is spoken from now on: Node hangs up then, and says nothing else. The signal comes too late to tell.
    .on('close', () => reject(new Error('the connection was closed without an answer')))
    .end();
  return promise;
}

function assertAllowed(url: URL, rules: OutboundRules): void {
  const { protocol, username, password, hostname } = url;
  if (protocol !== 'http:' && protocol !== 'https:') throw new OutboundRefusedError('neither http nor https');
  if (username !== '' || password !== '') throw new OutboundRefusedError('a user name or password is in it');
  const port = url.port === '' ? defaultPorts[protocol] : Number(url.port);
  if (!rules.isPortAllowed(port)) throw new OutboundRefusedError(`port ${port}`);
  // A connection to an address looks up nothing.
  const literal = hostname.replace(/^\[|\]$/g, '');
  if (isIP(literal) !== 0) assertAddressAllowed(literal, rules);
}

function lookupBy(rules: OutboundRules): LookupFunction {
  const lookUp = callbackify((hostname: string) => allowedAddresses(hostname, rules));
  return (hostname, { all }, callback) =>
    lookUp(hostname, (error, addresses) => {
      if (error) callback(error, '');
      else if (all) callback(null, addresses);
      else callback(null, addresses[0].address, addresses[0].family);
    });
}

/** One address that is not allowed is enough to refuse the name: nobody has a public and a private one in good faith. */
async function allowedAddresses(hostname: string, rules: OutboundRules): Promise<[LookupAddress, ...LookupAddress[]]> {
  const [first, ...others] = await rules.resolve(hostname);
  if (!first) throw new Error(`${hostname} has no address`);
  for (const { address } of [first, ...others]) assertAddressAllowed(address, rules);
  return [first, ...others];
}

function assertAddressAllowed(address: string, rules: OutboundRules): void {
  if (!rules.isAddressAllowed(address)) throw new OutboundRefusedError(`the address ${address}`);
}
