import { isProduction } from '../composition/config.ts';
import { exitCodes } from '../composition/exitCodes.ts';
import { ShutdownRequest } from '../composition/ShutdownRequest.ts';
import { ConfigurationError } from '../shared/infrastructure/ConfigurationError.ts';
import { createLogger } from '../shared/infrastructure/logging/createLogger.ts';
import { type Command, type CommandContext, parseCommandLine, requireConfig, UsageError } from './Command.ts';
import { DemoError } from './demo/DemoError.ts';
import type { DemoInstance } from './demo/DemoInstance.ts';
import { type RunningDemo, startDemo } from './demo/startDemo.ts';

const usage = `npm run demo [-- --port <port>]

Runs Commonplace on this machine as it runs on several: two API instances and a worker, with a few curators and their cards.
Prints URLs, tokens and what to paste to see a card that is saved on one instance appear on the other. Ctrl-C ends it.

  --port <port>   of instance 1; instance 2 takes the next one. 0: any two that are free
                  (default 4001 and 4002, or others if these are taken)

Takes the PostgreSQL of DATABASE_URL and the Redis of REDIS_URL; without them it starts its own. Their data, the logs and the
secret of the tokens are kept in the directory demo below DATA_DIR (default .data).
`;

export const demo: Command = { usage, run };

async function run(context: CommandContext): Promise<number> {
  const { stdout, stderr } = context;
  // Instances notice the end of this process, and end too.
  using shutdown = new ShutdownRequest((exitCode) => process.exit(exitCode));
  await using opened = new AsyncDisposableStack();
  const running = await start(context, shutdown.signal, opened);
  if (running) {
    stdout.write(running.guide);
    await Promise.race([shutdown.wait(), reportDeaths(running.instances, shutdown.signal, stderr)]);
  }
  const hasFailed = running ? running.instances.some(({ end }) => end !== undefined) : !shutdown.signal.aborted;
  stdout.write('\nStopping …\n');
  await opened.disposeAsync();
  stdout.write('Stopped.\n');
  return hasFailed ? exitCodes.failure : exitCodes.ok;
}

/** Undefined if it was given up, or if it did not succeed, which is said then. */
async function start(
  { args, env, stdout, stderr }: CommandContext,
  signal: AbortSignal,
  opened: AsyncDisposableStack,
): Promise<RunningDemo | undefined> {
  const port = portOf(args);
  if (isProduction(env))
    throw new ConfigurationError('The demo makes tokens for everybody: unset NODE_ENV, or set it to development');
  const config = requireConfig(env);
  const logger = await createLogger({ level: 'warn', production: false, destination: stderr });
  const onStep = (step: string): void => stdout.write(`${step} …\n`);
  try {
    return await startDemo({ config, env, port, logger, signal, onStep }, opened);
  } catch (error) {
    if (signal.aborted) return undefined;
    if (!(error instanceof DemoError)) throw error;
    stderr.write(`${error.message}\n`);
    return undefined;
  }
}

/** Resolves when all have ended. */
async function reportDeaths(
  instances: readonly DemoInstance[],
  signal: AbortSignal,
  stderr: CommandContext['stderr'],
): Promise<void> {
  const report = async (instance: DemoInstance): Promise<void> => {
    await instance.ended();
    if (signal.aborted) return;
    const goingOn = instances.filter(({ end }) => end === undefined).map(({ name }) => name);
    const rest = goingOn.length > 0 ? `Still running: ${goingOn.join(', ')}.` : 'It was the last one.';
    stderr.write(`\n${instance.name} has ended ${instance.end} (log: ${instance.logFile}). ${rest}\n`);
  };
  await Promise.all(instances.map(report));
}

function portOf(args: readonly string[]): number | undefined {
  const { values } = parseCommandLine({ args: [...args], options: { port: { type: 'string' } } });
  if (values.port === undefined) return undefined;
  const port = Number(values.port);
  // Instance 2 takes the next one.
  if (/^\d+$/.test(values.port) && port < 65_535) return port;
  throw new UsageError(`--port is ${JSON.stringify(values.port)}: it must be a whole number from 0 to 65534`);
}
