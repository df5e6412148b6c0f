import { describeError } from './describeError.ts';

const censored = '[redacted]';

const secretKeys = [
  'authorization',
  'proxy-authorization',
  'cookie',
  'set-cookie',
  'x-api-key',
  'apiKey',
  'api_key',
  'password',
  'passwd',
  'sslpassword',
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
  'privateKey',
  'private_key',
].join('|');

/** A value that stands under a key of JSON: a text, a list of texts (headers that were sent several times), or a number. */
const text = String.raw`"(?:[^"\\]|\\.)*"`;
const value = String.raw`(?:${text}|\[(?:${text},?)*\]|-?\d[\d.eE+-]*)`;

/** Of a word: no letter or digit before it, but for those of JSON's `\n` and its like. */
const start = String.raw`(?<!(?<!\\)\w)`;

/** What must not be read in a log, as it looks in a line of JSON, in JSON inside a string, in a URL and in plain text. */
const secrets: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  [new RegExp(String.raw`("(?:${secretKeys})":)${value}`, 'gi'), `$1"${censored}"`],
  [new RegExp(String.raw`(\\"(?:${secretKeys})\\":\s*\\").*?(?=\\")`, 'gi'), `$1${censored}`],
  [/(:\/\/[^\s"'\\/:@]*):[^\s"'\\/]*@/g, `$1:${censored}@`],
  [/([?&](?:password|sslpassword|token|access_token|id_token|secret)=)[^\s&"'\\#]*/gi, `$1${censored}`],
  // A header as it is written on the wire, to the end of its line.
  [new RegExp(String.raw`${start}((?:set-)?cookie|(?:proxy-)?authorization): [^"\\\r\n]+`, 'gi'), `$1: ${censored}`],
  [new RegExp(String.raw`${start}(Bearer|Basic)\s+[\w.~+/=-]{16,}`, 'gi'), `$1 ${censored}`],
  [new RegExp(String.raw`${start}eyJ[\w-]+\.[\w-]*\.[\w-]*`, 'g'), censored],
];

/** In every text that one of the patterns above matches. Most lines have none, and six patterns would take them longer than all else. */
const hint = /authorization|cookie|passw|secret|token|bearer|basic|api.?key|private.?key|:\/\/|eyJ/i;

/** Replaces tokens, passwords and the credentials in URLs; JSON stays JSON. */
export function redactText(text: string): string {
  if (!hint.test(text)) return text;
  return secrets.reduce((redacted, [pattern, replacement]) => redacted.replaceAll(pattern, replacement), text);
}

/** The connection parameters of a WebSocket: the token is in there, under a name that is the client's choice. */
const withheldKey = 'connectionParams';
/** How deep they are looked for. */
const maxDepth = 3;

/**
 * Fields of a line without what must not be read there whatever it looks like, and with errors described: as JSON they would show whatever a library has
 * hung on them, such as the arguments of a command of Redis. The same object where there is none of it, which costs little.
 */
export function redactFields(fields: Record<string, unknown>, depth = 1): Record<string, unknown> {
  let redacted: Record<string, unknown> | undefined;
  for (const key of Object.keys(fields)) {
    const value = key === withheldKey ? censored : redactValue(fields[key], depth);
    if (value === fields[key]) continue;
    redacted ??= { ...fields };
    redacted[key] = value;
  }
  return redacted ?? fields;
}

function redactValue(value: unknown, depth: number): unknown {
  if (value instanceof Error) return describeError(value);
  if (depth === maxDepth) return value;
  if (Array.isArray(value)) {
    const redacted = value.map((each: unknown) => redactValue(each, depth));
    return redacted.some((each, at) => each !== value[at]) ? redacted : value;
  }
  return isRecord(value) ? redactFields(value, depth + 1) : value;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** For fields that a child logger adds. */
export const redactedKeys = { [withheldKey]: () => censored };

/** A URL as it may be shown: scheme, host and path, without user, password and query. */
export function withoutCredentials(url: string): string {
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
}
