import type { IncomingMessage } from 'node:http';
import { MIMEType } from 'node:util';
import type { OutboundRules } from '../../../../shared/infrastructure/outbound/OutboundRules.ts';
import { openUrl } from '../../../../shared/infrastructure/outbound/openUrl.ts';
import { acceptedEncodings, readBounded } from '../../../../shared/infrastructure/outbound/readBounded.ts';

/** A page as it came. */
export interface FetchedPage {
  /** Where it was found, after redirects. */
  readonly url: URL;
  readonly bytes: Buffer;
  /** As the header says. */
  readonly charset: string | undefined;
}

/** There is no page to read there, and asking again would not help. */
export class NoPageError extends Error {
  override readonly name = 'NoPageError';
}

/** No page now; later there may be one. */
class PageUnavailableError extends Error {
  override readonly name = 'PageUnavailableError';
}

const maxRedirects = 5;
const maxBytes = 1_048_576;
const redirects = new Set([301, 302, 303, 307, 308]);
/** Too early, too many, took too long: of the client errors those that pass. */
const passing = new Set([408, 425, 429]);
const readable = new Set(['text/html', 'application/xhtml+xml']);

const headers = {
  // Many sites turn away what does not begin like a browser. Who asks, and what for, comes after.
  'user-agent': 'Mozilla/5.0 (compatible; Commonplace; reads the titles of saved links)',
  accept: 'text/html, application/xhtml+xml',
  'accept-encoding': acceptedEncodings,
};

/**
 * The beginning of a page, at most 1 MB, also after decompression, and over at most 5 redirects, each under the same rules. Rejects with
 * NoPageError, OutboundRefusedError and UnknownEncodingError, which last, and with other errors for what may pass, the signal's among them.
 */
export async function fetchPage(
  start: URL,
  { rules, signal }: { readonly rules: OutboundRules; readonly signal: AbortSignal },
): Promise<FetchedPage> {
  let url = start;
  for (let followed = 0; followed <= maxRedirects; followed += 1) {
    const response = await openUrl(url, { rules, headers, signal });
    try {
      const location = redirects.has(statusOf(response)) ? response.headers.location : undefined;
      if (location === undefined) return { url, ...(await readPage(response)) };
      url = resolveRedirect(location, url);
    } finally {
      response.destroy();
    }
  }
  throw new NoPageError(`more than ${maxRedirects} redirects`);
}

function resolveRedirect(location: string, from: URL): URL {
  if (!URL.canParse(location, from)) throw new NoPageError('a redirect to nowhere');
  return new URL(location, from);
}

async function readPage(response: IncomingMessage): Promise<Omit<FetchedPage, 'url'>> {
  const status = statusOf(response);
  if (status >= 500 || passing.has(status)) throw new PageUnavailableError(`status ${status}`);
  if (status < 200 || status >= 300) throw new NoPageError(`status ${status}`);
  const type = parseType(response.headers['content-type'] ?? '');
  if (!type || !readable.has(type.essence)) throw new NoPageError('no HTML');
  return { bytes: await readBounded(response, maxBytes), charset: type.params.get('charset') ?? undefined };
}

const statusOf = ({ statusCode }: IncomingMessage): number => statusCode ?? 0;

function parseType(header: string): MIMEType | undefined {
  try {
    return new MIMEType(header);
  } catch {
    return undefined; // no type that anybody knows
  }
}
