import { err, ok, type Result } from '../../../shared/domain/Result.ts';
import { ValueObject } from '../../../shared/domain/ValueObject.ts';

const maxUrlLength = 2_048;

/** Parameters that only tell where a visitor came from. */
const trackingParameters = new Set([
  'fbclid',
  'gclid',
  'dclid',
  'gbraid',
  'wbraid',
  'msclkid',
  'mc_cid',
  'mc_eid',
  'igshid',
  'yclid',
]);
const isTracking = (name: string): boolean => name.startsWith('utm_') || trackingParameters.has(name);

export interface InvalidUrl {
  readonly kind: 'invalid-url';
  readonly reason: 'malformed' | 'not-http' | 'has-credentials' | 'too-long';
}

/** The address of a URL card as it was given, and in the form by which two addresses of one page are recognised. */
export class CardUrl extends ValueObject<string> {
  /** Scheme and host in lower case, without default port, fragment and known tracking parameters. */
  readonly canonical: string;

  private constructor(value: string, canonical: string) {
    super(value);
    this.canonical = canonical;
  }

  /** Takes http and https without a user name, at most 2,048 characters, also in canonical form. */
  static create(value: string): Result<CardUrl, InvalidUrl> {
    const refuse = (reason: InvalidUrl['reason']) => err<InvalidUrl>({ kind: 'invalid-url', reason });
    if (value.length > maxUrlLength) return refuse('too-long');
    if (!URL.canParse(value)) return refuse('malformed');
    const url = new URL(value);
    if (url.protocol !== 'http:' && url.protocol !== 'https:') return refuse('not-http');
    // A saved link is shown to others: it must not carry somebody's password.
    if (url.username !== '' || url.password !== '') return refuse('has-credentials');
    const given = url.href;
    const canonical = canonicalForm(url);
    return Math.max(given.length, canonical.length) > maxUrlLength
      ? refuse('too-long')
      : ok(new CardUrl(given, canonical));
  }
}

function canonicalForm(url: URL): string {
  const canonical = new URL(url);
  canonical.hash = '';
  // Only touched when needed: serialising the parameters anew changes how they are escaped.
  const tracking = [...canonical.searchParams.keys()].filter(isTracking);
  for (const name of tracking) canonical.searchParams.delete(name);
  if (canonical.searchParams.size === 0) canonical.search = '';
  return canonical.href;
}
