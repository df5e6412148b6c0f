import { describe, expect, it } from 'vitest';
import { type Config, describeConfig, loadConfig } from '../../src/composition/config.ts';
import { defaultDocumentLimits } from '../../src/graphql/limits/DocumentLimits.ts';
import { defaultSocketLimits } from '../../src/graphql/limits/ServerLimits.ts';

type Environment = Record<string, string | undefined>;

const production = {
  NODE_ENV: 'production',
  DATABASE_URL: 'postgresql://ada:lovelace@db.example.com:5432/commonplace',
  REDIS_URL: 'rediss://:lovelace@redis.example.com',
  AUTH_JWKS_URL: 'https://auth.example.com/jwks.json',
  AUTH_ISSUER: 'https://auth.example.com/',
  AUTH_AUDIENCE: 'commonplace',
};

const accepted = (env: Environment): Config => loadConfig(env).unwrap();

function problemsOf(env: Environment): string[] {
  const config = loadConfig(env);
  return config.ok ? [] : config.error.problems.map(({ message }) => message);
}

describe('limits', () => {
  it('of rates are on in production, and can be set or turned off', () => {
    expect(accepted(production).limits.rates).toEqual({ perViewer: 30, perAddress: 100 });
    expect(accepted({ ...production, RATE_LIMIT_PER_VIEWER: '0', RATE_LIMIT_PER_ADDRESS: '7' }).limits.rates).toEqual({
      perViewer: 0,
      perAddress: 7,
    });
    expect(accepted({ RATE_LIMIT_PER_VIEWER: '5' }).limits.rates).toEqual({ perViewer: 5, perAddress: 0 });
  });

  it('are each set by a variable, in its unit', () => {
    const { limits } = accepted({
      MAX_DOCUMENT_TOKENS: '1',
      MAX_DOCUMENT_DEPTH: '2',
      MAX_DOCUMENT_ALIASES: '3',
      MAX_DOCUMENT_DIRECTIVES: '4',
      MAX_DOCUMENT_COMPLEXITY: '5',
      MAX_SOCKET_SUBSCRIPTIONS: '6',
      MAX_SOCKET_FRAME_KB: '7',
      SOCKET_INIT_SECONDS: '8',
      SOCKET_PING_SECONDS: '9',
      MAX_WAITING_SOCKETS_PER_ADDRESS: '10',
      MAX_SOCKETS_PER_VIEWER: '0',
      MAX_SOCKETS_PER_ADDRESS: '11',
      MAX_WAITING_OPERATIONS_PER_ADDRESS: '12',
      TRUST_PROXY_HOPS: '2',
    });
    expect(limits).toEqual({
      documents: { tokens: 1, depth: 2, aliases: 3, directives: 4, complexity: 5 },
      sockets: { subscriptions: 6, frameBytes: 7 * 1024, initMs: 8_000, pingMs: 9_000, waitingPerAddress: 10 },
      rates: { perViewer: 0, perAddress: 0 },
      places: { perViewer: 0, perAddress: 11 },
      waitingOperations: 12,
      trustProxyHops: 2,
    });
  });

  it('are whole numbers', () => {
    expect(problemsOf({ TRUST_PROXY_HOPS: 'all', MAX_DOCUMENT_DEPTH: '0' })).toEqual([
      'MAX_DOCUMENT_DEPTH is "0": it must be a whole number from 1 to 500',
      'TRUST_PROXY_HOPS is "all": it must be a whole number from 0 to 10',
    ]);
  });
});

describe('without any variable', () => {
  it('a developer gets a server for this machine with embedded services', () => {
    expect(accepted({})).toEqual({
      production: false,
      role: 'all',
      http: { host: '127.0.0.1', port: 4000 },
      database: { url: undefined, poolSize: 10 },
      redis: { url: undefined, prefix: 'commonplace', server: undefined },
      retention: { changesDays: 30, outboxDays: 7 },
      cardMetadata: true,
      limits: {
        documents: defaultDocumentLimits,
        sockets: defaultSocketLimits,
        rates: { perViewer: 0, perAddress: 0 },
        places: { perViewer: 50, perAddress: 500 },
        waitingOperations: 500,
        trustProxyHops: 0,
      },
      auth: { mode: 'secret', secret: undefined },
      api: {
        allowedOrigins: [],
        introspection: true,
        graphiql: true,
        trustedDocuments: { file: undefined, required: false },
      },
      metrics: { access: 'everybody' },
      log: { level: 'info' },
      dataDir: '.data',
      warnings: [],
    });
  });

  it('variables that are empty or blank count as unset', () => {
    expect(accepted({ PORT: '', DATABASE_URL: '  ', ROLE: undefined, NODE_ENV: '' })).toEqual(accepted({}));
  });
});

describe('what is set', () => {
  it('is taken over, with its type', () => {
    const config = accepted({
      ROLE: 'worker',
      HOST: '::1',
      PORT: '0',
      DATABASE_URL: 'postgres:///commonplace?host=/run/postgresql',
      DATABASE_POOL_SIZE: '3',
      REDIS_URL: 'redis://127.0.0.1:6380/1',
      REDIS_PREFIX: 'library-2',
      REDIS_SERVER: '/opt/redis-server',
      DATA_DIR: '/var/lib/commonplace',
      CHANGES_RETENTION_DAYS: '7',
      OUTBOX_RETENTION_DAYS: '1',
      CARD_METADATA: 'off',
      AUTH_SECRET: 'a secret of at least thirty-two bytes',
      ALLOWED_ORIGINS: 'https://app.example.com, http://localhost:5173',
      INTROSPECTION: 'off',
      GRAPHIQL: 'off',
      TRUSTED_DOCUMENTS: '/etc/commonplace/documents.json',
      REQUIRE_TRUSTED_DOCUMENTS: 'on',
      LOG_LEVEL: 'debug',
      NODE_ENV: 'test',
    });

    expect(config).toMatchObject({
      production: false,
      role: 'worker',
      http: { host: '::1', port: 0 },
      database: { url: 'postgres:///commonplace?host=/run/postgresql', poolSize: 3 },
      redis: { url: 'redis://127.0.0.1:6380/1', prefix: 'library-2', server: '/opt/redis-server' },
      retention: { changesDays: 7, outboxDays: 1 },
      cardMetadata: false,
      auth: { mode: 'secret', secret: 'a secret of at least thirty-two bytes' },
      api: {
        allowedOrigins: ['https://app.example.com', 'http://localhost:5173'],
        introspection: false,
        graphiql: false,
        trustedDocuments: { file: '/etc/commonplace/documents.json', required: true },
      },
      log: { level: 'debug' },
      dataDir: '/var/lib/commonplace',
      warnings: [],
    });
  });

  it.each([
    ['PORT', 'abc'],
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '4000.5'],
    ['ROLE', 'workers'],
    ['HOST', 'http://localhost'],
    ['HOST', 'two words'],
    ['LOG_LEVEL', 'loud'],
    ['NODE_ENV', 'prod'],
    ['DATABASE_POOL_SIZE', '0'],
    ['CHANGES_RETENTION_DAYS', '0'],
    ['OUTBOX_RETENTION_DAYS', '0'],
    ['CARD_METADATA', 'yes'],
    ['REDIS_PREFIX', 'bull:1'],
    ['ALLOWED_ORIGINS', '*'],
    ['ALLOWED_ORIGINS', 'null'],
    ['ALLOWED_ORIGINS', 'app.example.com'],
    ['ALLOWED_ORIGINS', 'https://app.example.com/'],
    ['ALLOWED_ORIGINS', 'https://App.example.com'],
    ['ALLOWED_ORIGINS', 'https://app.example.com:443'],
    ['ALLOWED_ORIGINS', 'https://*.example.com'],
    ['ALLOWED_ORIGINS', 'https://app.example.com,'],
    ['ALLOWED_ORIGINS', 'ftp://app.example.com'],
    ['INTROSPECTION', 'yes'],
    ['GRAPHIQL', 'true'],
    ['REQUIRE_TRUSTED_DOCUMENTS', '1'],
  ])('%s=%s is refused, with what would be right', (variable, value) => {
    expect(problemsOf({ [variable]: value })).toEqual([
      expect.stringContaining(`${variable} is ${JSON.stringify(value)}: it must be `),
    ]);
  });

  it('all problems are listed at once', () => {
    expect(problemsOf({ PORT: 'abc', ROLE: 'workers', REDIS_URL: 'localhost:6379', DATABSE_URL: 'x' })).toEqual([
      'ROLE is "workers": it must be all, api or worker',
      'PORT is "abc": it must be a whole number from 0 to 65535',
      expect.stringMatching(/^REDIS_URL cannot be used: it must be a URL such as redis:\/\//),
      'DATABSE_URL is not known: did you mean DATABASE_URL?',
    ]);
  });

  it.each([
    ['DATABASE_URL', 'mysql://ada:lovelace@db'],
    ['DATABASE_URL', 'postgresql://ada:love/lace@db'],
    ['REDIS_URL', 'ada:lovelace'],
    ['AUTH_JWKS_URL', 'ftp://ada:lovelace@auth.example.com'],
    ['METRICS_TOKEN', 'ada:lovelace'],
  ])('the value of %s is never repeated', (variable, value) => {
    const problems = problemsOf({ AUTH_ISSUER: 'i', AUTH_AUDIENCE: 'a', [variable]: value });

    expect(problems).toEqual([expect.stringContaining(`${variable} cannot be used: it must be`)]);
    expect(problems.join()).not.toContain('lace');
  });
});

describe('in production', () => {
  it('the URLs and the key set are all that is needed', () => {
    expect(accepted(production)).toMatchObject({
      production: true,
      role: 'all',
      http: { host: '0.0.0.0', port: 4000 },
      auth: {
        mode: 'jwks',
        jwksUrl: new URL('https://auth.example.com/jwks.json'),
        issuer: 'https://auth.example.com/',
        audience: 'commonplace',
      },
      api: { allowedOrigins: [], introspection: false, graphiql: false },
      warnings: [],
    });
  });

  it('each of them is missed by name', () => {
    expect(problemsOf({ NODE_ENV: 'production' })).toEqual([
      expect.stringMatching(/^DATABASE_URL is not set: production needs /),
      expect.stringMatching(/^REDIS_URL is not set: production needs /),
      expect.stringMatching(/^AUTH_JWKS_URL is not set: production needs /),
      expect.stringMatching(/^AUTH_ISSUER is not set: production needs /),
      expect.stringMatching(/^AUTH_AUDIENCE is not set: production needs /),
    ]);
  });

  it('a shared secret is refused, and not shown', () => {
    const problems = problemsOf({ ...production, AUTH_SECRET: 'open sesame' });

    expect(problems).toEqual([expect.stringMatching(/^AUTH_SECRET is set, and production refuses it: unset it/)]);
    expect(problems.join()).not.toContain('sesame');
  });
});

describe('what the API shows of itself', () => {
  it('is turned on in production by a switch for each', () => {
    expect(accepted({ ...production, INTROSPECTION: 'on' }).api).toMatchObject({
      introspection: true,
      graphiql: false,
    });
    expect(accepted({ ...production, INTROSPECTION: 'on', GRAPHIQL: 'on' }).api).toMatchObject({ graphiql: true });
  });

  it('GraphiQL without introspection is worth a warning', () => {
    const warning = 'GRAPHIQL knows nothing of the schema without INTROSPECTION=on';
    expect(accepted({ ...production, GRAPHIQL: 'on' }).warnings).toEqual([warning]);
    expect(accepted({ GRAPHIQL: 'on', INTROSPECTION: 'off' }).warnings).toEqual([warning]);
    expect(accepted({ GRAPHIQL: 'on' }).warnings).toEqual([]);
  });

  it('trusted documents can be required only where there are any', () => {
    for (const env of [{}, production]) {
      expect(problemsOf({ ...env, REQUIRE_TRUSTED_DOCUMENTS: 'on' })).toEqual([
        expect.stringMatching(/^TRUSTED_DOCUMENTS is not set: REQUIRE_TRUSTED_DOCUMENTS=on needs/),
      ]);
    }
  });
});

describe('the key set', () => {
  it.each(['http://localhost:3000/jwks', 'http://127.0.0.2/jwks', 'http://[::1]:3000/jwks', 'https://example.com/'])(
    '%s is taken',
    (url) => {
      expect(accepted({ ...production, AUTH_JWKS_URL: url }).auth).toMatchObject({ jwksUrl: new URL(url) });
    },
  );

  it.each(['http://example.com/jwks', 'http://localhost.example.com/', 'https://ada:x@example.com/', 'example.com'])(
    '%s is refused',
    (url) => {
      expect(problemsOf({ ...production, AUTH_JWKS_URL: url })).toEqual([
        expect.stringMatching(/^AUTH_JWKS_URL cannot be used: it must be an https URL/),
      ]);
    },
  );

  it('can be used while developing, whole or not at all', () => {
    const { AUTH_JWKS_URL, AUTH_ISSUER, AUTH_AUDIENCE } = production;

    expect(accepted({ AUTH_JWKS_URL, AUTH_ISSUER, AUTH_AUDIENCE }).auth.mode).toBe('jwks');
    expect(problemsOf({ AUTH_JWKS_URL })).toEqual([
      expect.stringMatching(/^AUTH_ISSUER is not set/),
      expect.stringMatching(/^AUTH_AUDIENCE is not set/),
    ]);
    expect(problemsOf({ AUTH_JWKS_URL, AUTH_ISSUER, AUTH_AUDIENCE, AUTH_SECRET: 'x' })).toEqual([
      expect.stringMatching(/^AUTH_SECRET is set, and AUTH_JWKS_URL too/),
    ]);
  });

  it('an issuer without it, and a short secret, are worth a warning', () => {
    expect(accepted({ AUTH_ISSUER: 'x', AUTH_SECRET: 'short' }).warnings).toEqual([
      'AUTH_ISSUER has no effect without AUTH_JWKS_URL',
      expect.stringMatching(/^AUTH_SECRET is shorter than the 32 bytes/),
    ]);
  });
});

describe('variables that look like ours', () => {
  it.each([
    ['DATABSE_URL', 'DATABASE_URL'],
    ['DATABASE_URI', 'DATABASE_URL'],
    ['REDISURL', 'REDIS_URL'],
    ['redis_url', 'REDIS_URL'],
    ['AUTH_JWK_URL', 'AUTH_JWKS_URL'],
    ['PROT', 'PORT'],
    ['NODE_EVN', 'NODE_ENV'],
    ['LOGLEVEL', 'LOG_LEVEL'],
  ])('%s: did you mean %s?', (variable, meant) => {
    expect(problemsOf({ [variable]: 'x' })).toEqual([`${variable} is not known: did you mean ${meant}?`]);
  });

  it('are harmless when the right one is set: then they are a warning', () => {
    expect(accepted({ DATABSE_URL: 'x', DATABASE_URL: 'postgresql://db/a', PROT: '1', PORT: '2' }).warnings).toEqual([
      'DATABSE_URL is not known: did you mean DATABASE_URL?',
      'PROT is not known: did you mean PORT?',
    ]);
  });

  it('a host or password apart from the URL would be lost on us', () => {
    expect(problemsOf({ DATABASE_HOST: 'db', REDIS_PASSWORD: 'lovelace' })).toEqual([
      'DATABASE_HOST is not known: of DATABASE_… there are DATABASE_URL, DATABASE_POOL_SIZE',
      'REDIS_PASSWORD is not known: of REDIS_… there are REDIS_URL, REDIS_PREFIX, REDIS_SERVER',
    ]);
  });

  it('those of the system, of other programs and of container platforms are left alone', () => {
    const config = accepted({
      PATH: '/bin',
      HOSTNAME: 'library',
      HOSTTYPE: 'x86_64',
      HOME: '/',
      PWD: '/',
      PORTABLE: '1',
      NODE_OPTIONS: '',
      XDG_DATA_DIRS: '/usr/share',
      PGDATABASE: 'x',
      SSH_AUTH_SOCK: '/run/agent',
      REDIS_SERVICE_HOST: '10.0.0.1',
      REDIS_SERVICE_PORT: '6379',
      REDIS_PORT: 'tcp://10.0.0.1:6379',
      REDIS_PORT_6379_TCP_ADDR: '10.0.0.1',
    });

    expect(config.warnings).toEqual([]);
  });

  it('another AUTH_ of a program beside us is no more than a warning', () => {
    expect(accepted({ AUTH_TOKEN: 'x' }).warnings).toEqual([
      expect.stringMatching(/^AUTH_TOKEN is not known: of AUTH_/),
    ]);
  });
});

describe('the description for the log', () => {
  it('holds no credentials', () => {
    const described = JSON.stringify([
      describeConfig(accepted(production)),
      describeConfig(accepted({ AUTH_SECRET: 'lovelace' })),
    ]);

    expect(described).toContain('postgresql://db.example.com:5432/commonplace');
    expect(described).not.toContain('lovelace');
  });
});

describe('the metrics', () => {
  const METRICS_TOKEN = 'lovelace-lovelace';

  it('are for nobody in production, but for who has the token', () => {
    expect(accepted(production).metrics).toEqual({ access: 'nobody' });
    const config = accepted({ ...production, METRICS_TOKEN });
    expect(config.metrics).toEqual({ access: 'token', token: METRICS_TOKEN });
    expect(JSON.stringify(describeConfig(config))).not.toContain('lovelace-');
  });

  it('are for everybody elsewhere, where a token is not asked for', () => {
    const { metrics, warnings } = accepted({ METRICS_TOKEN });
    expect(metrics).toEqual({ access: 'everybody' });
    expect(warnings).toEqual(['METRICS_TOKEN has no effect outside production']);
  });

  it.each(['fifteen-letters', 'sixteen letters!', 'sixteen-letters-ä'])('a token such as "%s" is refused', (token) => {
    expect(problemsOf({ ...production, METRICS_TOKEN: token })).toEqual([
      expect.stringMatching(/^METRICS_TOKEN cannot be used: it must be at least 16 letters/),
    ]);
  });
});
