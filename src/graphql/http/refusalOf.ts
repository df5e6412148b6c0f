import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { isJsonType } from './json.ts';
import type { Origins } from './Origins.ts';

/** Why a request is not looked at. */
export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
}

type Asked = Pick<IncomingMessage, 'method' | 'headers'>;

/**
 * What is wrong with a request for the API as can be seen from its method and headers, which is all that a foreign page in a browser
 * decides on: so nothing that it sends by itself is ever executed. Undefined for what may go on.
 */
export function refusalOf({ method, headers }: Asked, origins: Origins): Refusal | undefined {
  if (!origins.admits(headers)) return foreignOrigin;
  if (method === 'GET') return forcesPreflight(headers) ? undefined : unasked;
  if (method !== 'POST') return notAllowed;
  if (isJsonType(headers['content-type'])) return undefined;
  return isSimple(headers['content-type']) && !forcesPreflight(headers) ? unasked : notJson;
}

/** Whether a browser asks if the page of another origin may send what it wants to. Ours are not asked, and have no need to. */
export const isPreflight = ({ method, headers }: Asked): boolean =>
  method === 'OPTIONS' && headers.origin !== undefined && headers['access-control-request-method'] !== undefined;

/** What a page may send anywhere without asking (https://fetch.spec.whatwg.org/#cors-safelisted-request-header). */
const simpleTypes: ReadonlySet<string> = new Set([
  '',
  'text/plain',
  'multipart/form-data',
  'application/x-www-form-urlencoded',
]);

const isSimple = (contentType = ''): boolean =>
  simpleTypes.has(contentType.split(';', 1)[0]?.trim().toLowerCase() ?? '');

/** No page can send either without being asked about first. The second is what clients of Apollo's servers send. */
const forcesPreflight = (headers: IncomingHttpHeaders): boolean =>
  headers['x-graphql-csrf'] !== undefined || headers['apollo-require-preflight'] !== undefined;

const foreignOrigin: Refusal = {
  status: 403,
  code: 'ORIGIN_NOT_ALLOWED',
  message: 'Pages of this origin may not use the API',
};
const unasked: Refusal = {
  status: 403,
  code: 'CSRF_HEADER_MISSING',
  message:
    'A request that a page could send unasked needs the header x-graphql-csrf: send it, or POST application/json',
};
const notJson: Refusal = {
  status: 415,
  code: 'UNSUPPORTED_MEDIA_TYPE',
  message: 'The body of a request must be application/json',
  headers: { 'accept-post': 'application/json' },
};
const notAllowed: Refusal = {
  status: 405,
  code: 'METHOD_NOT_ALLOWED',
  message: 'The API is asked by GET or POST',
  headers: { allow: 'GET, POST' },
};
