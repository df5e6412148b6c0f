import type { DocumentLimits } from '../graphql/limits/DocumentLimits.ts';
import type { SocketLimits } from '../graphql/limits/ServerLimits.ts';
import { err, ok, type Result } from '../shared/domain/Result.ts';
import type { LogLevel } from '../shared/infrastructure/logging/logLevels.ts';
import { withoutCredentials } from '../shared/infrastructure/logging/redact.ts';
import type { ConfigProblem, ConfigProblems } from './ConfigProblem.ts';
import { checkRules, findOddities } from './configRules.ts';
import { type ConfigVariables, configVariables, type roles, secretVariables } from './configVariables.ts';
import { findMisspellings } from './misspeltVariables.ts';

export type Role = (typeof roles)[number];

/** Everything that can be set from outside, with its defaults. */
export interface Config {
  /** NODE_ENV is `production`: the strict rules hold. */
  readonly production: boolean;
  readonly role: Role;
  /** HOST: 127.0.0.1, in production 0.0.0.0. PORT: 4000; 0 takes any free one. */
  readonly http: { readonly host: string; readonly port: number };
  /** Without a URL the embedded PostgreSQL is meant. `poolSize`: 10 connections at most, beside two for sequencing. */
  readonly database: { readonly url: string | undefined; readonly poolSize: number };
  /** Without a URL the embedded Redis is meant. `prefix` of every key and channel: `commonplace`. */
  readonly redis: {
    readonly url: string | undefined;
    readonly prefix: string;
    /** REDIS_SERVER: the binary to start as the embedded Redis, instead of looking for one. */
    readonly server: string | undefined;
  };
  readonly retention: {
    /** CHANGES_RETENTION_DAYS: 30. How long a subscriber may be away and go on from its cursor without a gap. */
    readonly changesDays: number;
    /** OUTBOX_RETENTION_DAYS: 7. How long it can be seen that queued work was done. */
    readonly outboxDays: number;
  };
  /** CARD_METADATA: on. Whether the pages of links are asked for their titles. */
  readonly cardMetadata: boolean;
  readonly limits: LimitsConfig;
  readonly auth: AuthConfig;
  readonly api: ApiConfig;
  readonly metrics: MetricsConfig;
  readonly log: { readonly level: LogLevel };
  /** Where the embedded services and the made secret are kept: `.data`. */
  readonly dataDir: string;
  /** For the log: what has no effect, or most likely another than was meant. */
  readonly warnings: readonly string[];
}

/** How much, and how often: see docs/limits.md. */
export interface LimitsConfig {
  readonly documents: DocumentLimits;
  readonly sockets: SocketLimits;
  /** Operations in a second. RATE_LIMIT_PER_VIEWER: 30 in production, RATE_LIMIT_PER_ADDRESS: 100; elsewhere 0, which is without a limit. */
  readonly rates: { readonly perViewer: number; readonly perAddress: number };
  /** Open at a time, over all instances. MAX_SOCKETS_PER_VIEWER: 50, MAX_SOCKETS_PER_ADDRESS: 500, of those without a token; 0: without a limit. */
  readonly places: { readonly perViewer: number; readonly perAddress: number };
  /** MAX_WAITING_OPERATIONS_PER_ADDRESS: 500 queries and mutations that wait for their turn, in each process; 0: without a bound. */
  readonly waitingOperations: number;
  /** TRUST_PROXY_HOPS: 0. How many proxies of ours append to X-Forwarded-For. */
  readonly trustProxyHops: number;
}

/** How tokens are verified: by the public keys of an issuer, or, while developing, by a shared secret. */
type AuthConfig =
  | { readonly mode: 'jwks'; readonly jwksUrl: URL; readonly issuer: string; readonly audience: string }
  | {
      readonly mode: 'secret';
      /** Undefined: made once, and kept in the data directory. */
      readonly secret: string | undefined;
    };

/** What the API lets clients do. */
interface ApiConfig {
  /** ALLOWED_ORIGINS: none. Whose pages may use it, beside its own. */
  readonly allowedOrigins: readonly string[];
  /** INTROSPECTION and GRAPHIQL: on, in production off. */
  readonly introspection: boolean;
  readonly graphiql: boolean;
  /** TRUSTED_DOCUMENTS: none. REQUIRE_TRUSTED_DOCUMENTS: off; on: nothing else is executed. */
  readonly trustedDocuments: { readonly file: string | undefined; readonly required: boolean };
}

/** Who may read the metrics. METRICS_TOKEN: unset. In production nobody without it, elsewhere everybody. */
type MetricsConfig = { readonly access: 'everybody' | 'nobody' } | { readonly access: 'token'; readonly token: string };

/** The only reader of the environment. A variable that is empty or blank counts as unset. */
export function loadConfig(environment: Readonly<Record<string, string | undefined>>): Result<Config, ConfigProblems> {
  const env = withoutBlanks(environment);
  const parsed = configVariables.safeParse(env);
  const misspellings = findMisspellings(env);
  const problems = [
    ...(parsed.error?.issues ?? []).map(({ path, message }) => describeIssue(String(path[0]), message, env)),
    ...checkRules(env, isProduction(env)),
    ...misspellings.problems,
  ];
  if (!parsed.success || problems.length > 0) return err({ kind: 'invalid-config', problems });
  return ok(toConfig(parsed.data, [...findOddities(env, isProduction(env)), ...misspellings.warnings]));
}

/** Whether the strict rules hold, also where nothing else is set right. */
export function isProduction({ NODE_ENV }: { readonly NODE_ENV?: string | undefined }): boolean {
  return NODE_ENV === 'production';
}

/** The configuration as it may be logged. */
export function describeConfig({
  production,
  role,
  http,
  database,
  redis,
  retention,
  cardMetadata,
  limits,
  auth,
  api,
  metrics,
  log,
  dataDir,
}: Config): object {
  return {
    production,
    role,
    http,
    database: { ...database, url: database.url ? withoutCredentials(database.url) : 'embedded' },
    redis: { prefix: redis.prefix, url: redis.url ? withoutCredentials(redis.url) : 'embedded' },
    retention,
    cardMetadata,
    limits,
    auth:
      auth.mode === 'jwks' ? { ...auth, jwksUrl: auth.jwksUrl.origin + auth.jwksUrl.pathname } : { mode: auth.mode },
    api,
    metrics: metrics.access,
    log,
    dataDir,
  };
}

function withoutBlanks(environment: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [variable, value] of Object.entries(environment)) if (value?.trim()) env[variable] = value;
  return env;
}

function describeIssue(variable: string, expected: string, env: Readonly<Record<string, string>>): ConfigProblem {
  const value = secretVariables.has(variable) ? 'cannot be used' : `is ${JSON.stringify(env[variable]?.slice(0, 80))}`;
  return { variable, message: `${variable} ${value}: it must be ${expected}` };
}

function toConfig(variables: ConfigVariables, warnings: readonly string[]): Config {
  const production = isProduction(variables);
  return {
    production,
    role: variables.ROLE,
    http: { host: variables.HOST ?? (production ? '0.0.0.0' : '127.0.0.1'), port: variables.PORT },
    database: { url: variables.DATABASE_URL, poolSize: variables.DATABASE_POOL_SIZE },
    redis: { url: variables.REDIS_URL, prefix: variables.REDIS_PREFIX, server: variables.REDIS_SERVER },
    retention: { changesDays: variables.CHANGES_RETENTION_DAYS, outboxDays: variables.OUTBOX_RETENTION_DAYS },
    cardMetadata: variables.CARD_METADATA === 'on',
    limits: toLimitsConfig(variables, production),
    auth: toAuthConfig(variables),
    api: toApiConfig(variables, production),
    metrics: toMetricsConfig(variables.METRICS_TOKEN, production),
    log: { level: variables.LOG_LEVEL },
    dataDir: variables.DATA_DIR,
    warnings,
  };
}

function toLimitsConfig(variables: ConfigVariables, production: boolean): LimitsConfig {
  return {
    documents: {
      tokens: variables.MAX_DOCUMENT_TOKENS,
      depth: variables.MAX_DOCUMENT_DEPTH,
      aliases: variables.MAX_DOCUMENT_ALIASES,
      directives: variables.MAX_DOCUMENT_DIRECTIVES,
      complexity: variables.MAX_DOCUMENT_COMPLEXITY,
    },
    sockets: {
      subscriptions: variables.MAX_SOCKET_SUBSCRIPTIONS,
      frameBytes: variables.MAX_SOCKET_FRAME_KB * 1024,
      initMs: variables.SOCKET_INIT_SECONDS * 1_000,
      pingMs: variables.SOCKET_PING_SECONDS * 1_000,
      waitingPerAddress: variables.MAX_WAITING_SOCKETS_PER_ADDRESS,
    },
    rates: {
      perViewer: variables.RATE_LIMIT_PER_VIEWER ?? (production ? 30 : 0),
      perAddress: variables.RATE_LIMIT_PER_ADDRESS ?? (production ? 100 : 0),
    },
    places: { perViewer: variables.MAX_SOCKETS_PER_VIEWER, perAddress: variables.MAX_SOCKETS_PER_ADDRESS },
    waitingOperations: variables.MAX_WAITING_OPERATIONS_PER_ADDRESS,
    trustProxyHops: variables.TRUST_PROXY_HOPS,
  };
}

function toAuthConfig({ AUTH_JWKS_URL, AUTH_ISSUER, AUTH_AUDIENCE, AUTH_SECRET }: ConfigVariables): AuthConfig {
  // The rules have seen to it that the three come together.
  return AUTH_JWKS_URL && AUTH_ISSUER && AUTH_AUDIENCE
    ? { mode: 'jwks', jwksUrl: AUTH_JWKS_URL, issuer: AUTH_ISSUER, audience: AUTH_AUDIENCE }
    : { mode: 'secret', secret: AUTH_SECRET };
}

function toApiConfig(variables: ConfigVariables, production: boolean): ApiConfig {
  const byDefault = production ? 'off' : 'on';
  return {
    allowedOrigins: variables.ALLOWED_ORIGINS,
    introspection: (variables.INTROSPECTION ?? byDefault) === 'on',
    graphiql: (variables.GRAPHIQL ?? byDefault) === 'on',
    trustedDocuments: {
      file: variables.TRUSTED_DOCUMENTS,
      required: variables.REQUIRE_TRUSTED_DOCUMENTS === 'on',
    },
  };
}

function toMetricsConfig(token: string | undefined, production: boolean): MetricsConfig {
  if (!production) return { access: 'everybody' };
  return token === undefined ? { access: 'nobody' } : { access: 'token', token };
}
