import { isIP } from 'node:net';
import { z } from 'zod';
import { logLevels } from '../shared/infrastructure/logging/logLevels.ts';

export const roles = ['all', 'api', 'worker'] as const;
const environments = ['production', 'development', 'test'] as const;

/** Each of our variables as text, and what it becomes. The messages end the sentence "it must be …". */
export const configVariables = z.object({
  NODE_ENV: oneOf(environments).default('development'),
  ROLE: oneOf(roles).default('all'),
  HOST: text('a host name or an IP address, such as 127.0.0.1', isHost).optional(),
  PORT: wholeNumber(0, 65_535).default(4000),
  DATABASE_URL: text(
    'a URL such as postgresql://user:password@host:5432/database, with special characters of the password percent-encoded',
    isUrl(['postgresql:', 'postgres:']),
  ).optional(),
  DATABASE_POOL_SIZE: wholeNumber(1, 1000).default(10),
  REDIS_URL: text(
    'a URL such as redis://user:password@host:6379 or rediss://…, with special characters of the password percent-encoded',
    isUrl(['redis:', 'rediss:']),
  ).optional(),
  REDIS_PREFIX: text('1 to 64 letters, digits, hyphens or underscores', (value) =>
    /^[A-Za-z0-9_-]{1,64}$/.test(value),
  ).default('commonplace'),
  REDIS_SERVER: z.string().optional(),
  DATA_DIR: z.string().default('.data'),
  CHANGES_RETENTION_DAYS: wholeNumber(1, 36_500).default(30),
  OUTBOX_RETENTION_DAYS: wholeNumber(1, 36_500).default(7),
  CARD_METADATA: oneOf(['on', 'off']).default('on'),
  MAX_DOCUMENT_TOKENS: wholeNumber(1, 100_000).default(2_000),
  MAX_DOCUMENT_DEPTH: wholeNumber(1, 500).default(10),
  MAX_DOCUMENT_ALIASES: wholeNumber(0, 100_000).default(30),
  MAX_DOCUMENT_DIRECTIVES: wholeNumber(0, 100_000).default(20),
  MAX_DOCUMENT_COMPLEXITY: wholeNumber(1, 1_000_000_000).default(10_000),
  RATE_LIMIT_PER_VIEWER: wholeNumber(0, 1_000_000).optional(),
  RATE_LIMIT_PER_ADDRESS: wholeNumber(0, 1_000_000).optional(),
  TRUST_PROXY_HOPS: wholeNumber(0, 10).default(0),
  MAX_SOCKETS_PER_VIEWER: wholeNumber(0, 1_000_000).default(50),
  MAX_SOCKETS_PER_ADDRESS: wholeNumber(0, 1_000_000).default(500),
  MAX_WAITING_SOCKETS_PER_ADDRESS: wholeNumber(0, 1_000_000).default(100),
  MAX_WAITING_OPERATIONS_PER_ADDRESS: wholeNumber(0, 1_000_000).default(500),
  MAX_SOCKET_SUBSCRIPTIONS: wholeNumber(1, 100_000).default(20),
  MAX_SOCKET_FRAME_KB: wholeNumber(1, 10_240).default(64),
  SOCKET_INIT_SECONDS: wholeNumber(1, 3_600).default(10),
  SOCKET_PING_SECONDS: wholeNumber(1, 3_600).default(12),
  AUTH_JWKS_URL: text(
    'an https URL without user and password, such as https://auth.example.com/.well-known/jwks.json (http only on loopback)',
    isJwksUrl,
  )
    .transform((value) => new URL(value))
    .optional(),
  AUTH_ISSUER: z.string().optional(),
  AUTH_AUDIENCE: z.string().optional(),
  AUTH_SECRET: z.string().optional(),
  ALLOWED_ORIGINS: text(
    'origins as browsers write them, such as https://app.example.com,https://example.com:8443: no path, no *, commas between them',
    (value) => listOf(value).every(isOrigin),
  )
    .transform(listOf)
    .default([]),
  INTROSPECTION: oneOf(['on', 'off']).optional(),
  GRAPHIQL: oneOf(['on', 'off']).optional(),
  TRUSTED_DOCUMENTS: z.string().optional(),
  REQUIRE_TRUSTED_DOCUMENTS: oneOf(['on', 'off']).default('off'),
  METRICS_TOKEN: text('at least 16 letters, digits and . _ ~ + / -', (value) =>
    /^[\w.~+/-]{16,}=*$/.test(value),
  ).optional(),
  LOG_LEVEL: oneOf(logLevels).default('info'),
});

export type ConfigVariables = z.output<typeof configVariables>;
export type VariableName = keyof ConfigVariables;
export const variableNames = configVariables.keyof().options;

/** Their values are never shown: a secret is in them, or may be, in the wrong place. */
export const secretVariables: ReadonlySet<string> = new Set<VariableName>([
  'DATABASE_URL',
  'REDIS_URL',
  'AUTH_JWKS_URL',
  'AUTH_SECRET',
  'METRICS_TOKEN',
]);

function text(expected: string, isRight: (value: string) => boolean): z.ZodString {
  return z.string().refine(isRight, expected);
}

function oneOf<const Choice extends string>(choices: readonly Choice[]): z.ZodEnum<{ [C in Choice]: C }> {
  return z.enum(choices, `${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}`);
}

function wholeNumber(min: number, max: number): z.ZodPipe<z.ZodString, z.ZodTransform<number, string>> {
  const isRight = (value: string): boolean => /^\d+$/.test(value) && Number(value) >= min && Number(value) <= max;
  return text(`a whole number from ${min} to ${max}`, isRight).transform(Number);
}

function isHost(value: string): boolean {
  return isIP(value) !== 0 || /^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$/.test(value);
}

function isUrl(protocols: readonly string[]): (value: string) => boolean {
  return (value) => URL.canParse(value) && protocols.includes(new URL(value).protocol);
}

function listOf(value: string): readonly string[] {
  return value.split(',').map((item) => item.trim());
}

function isOrigin(value: string): boolean {
  return isUrl(['https:', 'http:'])(value) && new URL(value).origin === value && !value.includes('*');
}

function isJwksUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, hostname, username, password } = new URL(value);
  if (username || password) return false;
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || (isIP(hostname) === 4 && hostname.startsWith('127.'));
}
