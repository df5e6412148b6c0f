import type { GraphQLSchema } from 'graphql';
import { contextFactory } from '../graphql/context.ts';
import { anyDocuments, TrustedDocuments } from '../graphql/documents/TrustedDocuments.ts';
import type { ServerLimits } from '../graphql/limits/ServerLimits.ts';
import { buildSchema } from '../graphql/schema.ts';
import { createGraphQLServer, type GraphQLServer } from '../graphql/server.ts';
import type { UseCases } from '../graphql/useCases.ts';
import type { Clock } from '../shared/application/Clock.ts';
import type { IdGenerator } from '../shared/application/IdGenerator.ts';
import type { Logger } from '../shared/application/Logger.ts';
import type { TokenVerifier } from '../shared/application/TokenVerifier.ts';
import { bearerToken } from '../shared/infrastructure/auth/bearerToken.ts';
import { JwksTokenVerifier } from '../shared/infrastructure/auth/JwksTokenVerifier.ts';
import { loadOrCreateSecret } from '../shared/infrastructure/auth/loadOrCreateSecret.ts';
import { SecretTokenVerifier } from '../shared/infrastructure/auth/SecretTokenVerifier.ts';
import type { Database } from '../shared/infrastructure/database/Database.ts';
import { isDatabaseOutage } from '../shared/infrastructure/database/outage.ts';
import { PreparedRowSource } from '../shared/infrastructure/database/PreparedRowSource.ts';
import { PrismaRowSource } from '../shared/infrastructure/database/PrismaRowSource.ts';
import type { ProcessLogger } from '../shared/infrastructure/logging/createLogger.ts';
import type { Config } from './config.ts';
import type { Live } from './liveParts.ts';
import { documentRules, loadTrustedDocuments } from './trustedDocuments.ts';

export interface ApiOptions {
  readonly config: Config;
  readonly database: Database;
  readonly useCases: UseCases;
  readonly live: Live;
  readonly limits: ServerLimits;
  readonly clock: Clock;
  readonly ids: IdGenerator;
  readonly logger: ProcessLogger;
}

/** The GraphQL API over the parts of this app. Rejects with ConfigurationError when its trusted documents cannot be used. */
export async function createApi({
  config,
  database,
  useCases,
  live,
  limits,
  clock,
  ids,
  logger,
}: ApiOptions): Promise<GraphQLServer> {
  const verifier = await createTokenVerifier(config, clock, logger);
  const schema = buildSchema();
  const rowSource = new PreparedRowSource(database, new PrismaRowSource(database.client));
  return createGraphQLServer({
    schema,
    contextFor: contextFactory({
      prisma: database.client,
      rowSource,
      // Of its own: what queries select leaves the events' statements prepared.
      eventRowSource: new PreparedRowSource(database, new PrismaRowSource(database.client)),
      useCases,
      liveFeed: live.liveFeed,
      liveNotifications: live.liveNotifications,
      clock,
    }),
    authenticate: async (authorization) => {
      const token = bearerToken(authorization);
      return token === null ? null : verifier.verify(token);
    },
    // More would wait for a connection to the database, first come, first served.
    limits: { ...limits, atATime: config.database.poolSize },
    introspection: config.api.introspection,
    graphiql: config.api.graphiql,
    allowedOrigins: config.api.allowedOrigins,
    trustedDocuments: await trustedDocuments(config, schema),
    ids,
    clock,
    logger,
    isOutage: isDatabaseOutage,
  });
}

async function trustedDocuments(config: Config, schema: GraphQLSchema): Promise<TrustedDocuments> {
  const { file, required } = config.api.trustedDocuments;
  if (file === undefined) return anyDocuments;
  const documents = await loadTrustedDocuments(file, documentRules(config, schema));
  return new TrustedDocuments({ documents, required });
}

async function createTokenVerifier({ auth, dataDir }: Config, clock: Clock, logger: Logger): Promise<TokenVerifier> {
  if (auth.mode === 'jwks') {
    return new JwksTokenVerifier({ url: auth.jwksUrl, issuer: auth.issuer, audience: auth.audience, clock, logger });
  }
  return new SecretTokenVerifier({ secret: auth.secret ?? (await loadOrCreateSecret(dataDir)), clock });
}
