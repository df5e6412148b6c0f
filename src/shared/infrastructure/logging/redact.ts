const censored = '[redacted]';

const secretKeys = [
  'authorization',
  'cookie',
  'set-cookie',
  'password',
  'passwd',
  'secret',
  'token',
  'access_token',
  'accessToken',
  'id_token',
  'idToken',
  'refresh_token',
  'refreshToken',
  'clientSecret',
  'client_secret',
].join('|');

/** What must not be read in a log, as it looks in a line of JSON, in JSON inside a string, in a URL and in plain text. */
const secrets: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  [new RegExp(String.raw`("(?:${secretKeys})":)"(?:[^"\\]|\\.)*"`, 'gi'), `$1"${censored}"`],
  [new RegExp(String.raw`(\\"(?:${secretKeys})\\":\s*\\").*?(?=\\")`, 'gi'), `$1${censored}`],
  [/(:\/\/[^\s"'\\/:@]*):[^\s"'\\/]*@/g, `$1:${censored}@`],
  [/([?&](?:password|sslpassword|token|access_token|id_token|secret)=)[^\s&"'\\#]*/gi, `$1${censored}`],
  [/\b(Bearer|Basic)\s+[\w.~+/=-]{16,}/gi, `$1 ${censored}`],
  [/\beyJ[\w-]+\.[\w-]*\.[\w-]*/g, censored],
];

/** Replaces tokens, passwords and the credentials in URLs; JSON stays JSON. */
export function redactText(text: string): string {
  return secrets.reduce((redacted, [pattern, replacement]) => redacted.replaceAll(pattern, replacement), text);
}

/** The connection parameters of a WebSocket: the token is in there, under a name that is the client's choice. */
export const redactedPaths = ['connectionParams', '*.connectionParams', '*.*.connectionParams'];

/** A URL as it may be shown: scheme, host and path, without user, password and query. */
export function withoutCredentials(url: string): string {
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
}
