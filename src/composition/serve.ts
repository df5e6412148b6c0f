import type { EmbeddedOptions, EmbeddedServices } from '../embedded/startEmbedded.ts';
import type { WaitOptions } from '../shared/infrastructure/database/waitForDatabase.ts';
import { createLogger, type ProcessLogger } from '../shared/infrastructure/logging/createLogger.ts';
import type { App, CreateApp } from './App.ts';
import { banner } from './banner.ts';
import { ClosingStack } from './ClosingStack.ts';
import { type Config, describeConfig, loadConfig } from './config.ts';
import { exitCodeOf, exitCodes } from './exitCodes.ts';
import { exitOnUncaughtError, limitShutdown } from './lastResorts.ts';
import { ShutdownRequest } from './ShutdownRequest.ts';

/** What a server process is made of. */
export interface ServerParts {
  startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServices>;
  waitForDatabase(options: WaitOptions): Promise<void>;
  /** Called as soon as the configuration is known to be right: modules load while the embedded services start. */
  loadApp(): Promise<CreateApp>;
}

export interface ServeOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly parts: ServerParts;
  /** How long an orderly end may take. Default 25 s. */
  readonly shutdownMs?: number;
}

/**
 * Runs a server from its start until it is asked to end, and returns the exit code. What is wrong with the configuration, or
 * with what it points at, goes to standard error. Ends the process itself on a second signal, when the orderly end takes too
 * long, and after an error that nobody caught.
 */
export async function serve({ env, parts, shutdownMs = 25_000 }: ServeOptions): Promise<number> {
  const config = loadConfig(env);
  if (!config.ok) return complain(exitCodes.config, ...config.error.problems.map(({ message }) => message));
  const { log, production } = config.value;
  const logger = await createLogger({ level: log.level, production });

  const opened = new ClosingStack();
  const hanging = (): string =>
    opened.closing ? `still closing ${opened.closing}` : 'the start did not come to its end';
  using _uncaught = exitOnUncaughtError(logger);
  using shutdown = new ShutdownRequest((exitCode) => process.exit(exitCode));
  using _limit = limitShutdown({ signal: shutdown.signal, limitMs: shutdownMs, logger, hanging });

  const outcome = await start({ config: config.value, logger, parts, opened, signal: shutdown.signal });
  if (outcome.app) {
    await shutdown.wait();
    logger.info({}, 'shutting down');
    outcome.app.beginShutdown();
  }
  const closed = await close(opened, logger);
  return outcome.exitCode || closed;
}

interface Start {
  readonly config: Config;
  readonly logger: ProcessLogger;
  readonly parts: ServerParts;
  readonly opened: ClosingStack;
  /** Aborted: the start is given up at the next step. */
  readonly signal: AbortSignal;
}

async function start(options: Start): Promise<{ readonly app?: App; readonly exitCode: number }> {
  const { config, logger, signal } = options;
  logger.info(describeConfig(config), 'starting');
  for (const warning of config.warnings) logger.warn({}, warning);
  try {
    const app = await startApp(options);
    announce(app, config, logger);
    return { app, exitCode: exitCodes.ok };
  } catch (error) {
    if (signal.aborted) return { exitCode: exitCodes.ok };
    const exitCode = exitCodeOf(error);
    if (exitCode !== undefined && error instanceof Error) return { exitCode: complain(exitCode, error.message) };
    logger.fatal({ err: error }, 'could not start');
    return { exitCode: exitCodes.failure };
  }
}

async function startApp({ config, logger, parts, opened, signal }: Start): Promise<App> {
  const [services, createApp] = await all(startServices({ config, logger, parts, opened }), parts.loadApp());
  await parts.waitForDatabase({ url: services.databaseUrl, logger, signal });
  signal.throwIfAborted();
  const app = opened.use('the application', await createApp({ config, logger, ...services }));
  signal.throwIfAborted();
  return app;
}

async function startServices({
  config,
  logger,
  parts,
  opened,
}: Omit<Start, 'signal'>): Promise<{ readonly databaseUrl: string; readonly redisUrl: string }> {
  const { database, redis, dataDir } = config;
  if (database.url && redis.url) return { databaseUrl: database.url, redisUrl: redis.url };
  const need = { postgres: !database.url, redis: !redis.url };
  const embedded = await parts.startEmbedded({ dataDir, need, log: logger, redisServer: redis.server });
  opened.use('the embedded services', embedded);
  const databaseUrl = database.url ?? embedded.databaseUrl;
  const redisUrl = redis.url ?? embedded.redisUrl;
  if (!databaseUrl || !redisUrl) throw new Error('the embedded services did not say where they are');
  return { databaseUrl, redisUrl };
}

/** As Promise.all, but not before both have settled: what one has opened is known then. */
async function all<A, B>(a: Promise<A>, b: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([a, b]);
  return Promise.all([a, b]);
}

function announce(app: App, config: Config, logger: ProcessLogger): void {
  // Counted from the start of the process, before any of our code.
  const startedInMs = Math.round(performance.now());
  logger.info({ url: app.url, role: app.role, startedInMs }, 'ready');
  if (app.url && !config.production) process.stdout.write(banner({ url: app.url, config, startedInMs }));
}

async function close(opened: ClosingStack, logger: ProcessLogger): Promise<number> {
  try {
    await opened[Symbol.asyncDispose]();
    logger.info({}, 'stopped');
    return exitCodes.ok;
  } catch (error) {
    logger.error({ err: error }, 'the end was not clean');
    return exitCodes.failure;
  }
}

/** One line each, to standard error. */
function complain(exitCode: number, ...messages: readonly string[]): number {
  for (const message of messages) process.stderr.write(`${message}\n`);
  return exitCode;
}
