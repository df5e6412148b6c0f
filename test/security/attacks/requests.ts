/**
 * Bytes to send, one for each character, and the answer, of which these headers matter, as lines. The answer is empty where the connection is closed
 * without one.
 */
export type HttpAttack = readonly [what: string, bytes: string, answer: string, headers?: readonly string[]];

export const asks = '{"query":"{ __typename }"}';
export const line = (text: string): string => `${text}\r\n`;

interface Request {
  readonly start?: string;
  readonly headers?: readonly string[];
  readonly body?: string;
}

/** What is said and nothing more, but for the host and that the connection ends. */
export const request = ({ start = 'POST /graphql HTTP/1.1', headers = [], body = '' }: Request): string =>
  [start, 'Host: api.example', 'Connection: close', ...headers].map(line).join('') + line('') + body;

export const json = 'Content-Type: application/json';
export const length = (body: string): string => `Content-Length: ${Buffer.byteLength(body, 'latin1')}`;

/** A good request, with these headers besides. */
export const post = (...headers: string[]): string =>
  request({ headers: [json, length(asks), ...headers], body: asks });
export const typed = (contentType: string, body: string, ...headers: string[]): string =>
  request({ headers: [`Content-Type: ${contentType}`, length(body), ...headers], body });
export const get = (path: string, ...headers: string[]): string => request({ start: `GET ${path} HTTP/1.1`, headers });

export const csrf =
  '403 CSRF_HEADER_MISSING: A request that a page could send unasked needs the header x-graphql-csrf: send it, or POST application/json';
export const notAllowed = '405 METHOD_NOT_ALLOWED: The API is asked by GET or POST';
export const answered = '200 {"__typename":"Query"}';
