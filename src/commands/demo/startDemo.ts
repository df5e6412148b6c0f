import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Config } from '../../composition/config.ts';
import { CuratorId } from '../../shared/domain/CuratorId.ts';
import { issueToken } from '../../shared/infrastructure/auth/issueToken.ts';
import { loadOrCreateSecret } from '../../shared/infrastructure/auth/loadOrCreateSecret.ts';
import { ConfigurationError } from '../../shared/infrastructure/ConfigurationError.ts';
import type { ProcessLogger } from '../../shared/infrastructure/logging/createLogger.ts';
import { DemoInstance } from './DemoInstance.ts';
import { chooseDemoPorts, type DemoPorts } from './demoPorts.ts';
import { openDemoServices } from './demoServices.ts';
import { GraphQLClient } from './GraphQLClient.ts';
import { guide, type Login } from './guide.ts';
import { ada, bob, grace, type Person } from './people.ts';
import { seed } from './seed.ts';

export interface DemoOptions {
  readonly config: Config;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Of instance 1. Undefined: the usual one, or another. */
  readonly port: number | undefined;
  readonly logger: ProcessLogger;
  /** Aborted: the start is given up at the next step. */
  readonly signal: AbortSignal;
  /** Told what is being done. */
  readonly onStep: (step: string) => void;
}

export interface RunningDemo {
  readonly instances: readonly DemoInstance[];
  /** What to do with it, to read and to paste. */
  readonly guide: string;
}

/**
 * Starts services and instances, and gives them content. `opened` closes them in the reverse order, also when the start fails half-way.
 * Rejects with DemoError, and where the operator can help it with the errors that tell how.
 */
export async function startDemo(options: DemoOptions, opened: AsyncDisposableStack): Promise<RunningDemo> {
  const { config, env, logger, signal, onStep } = options;
  const directory = path.join(config.dataDir, 'demo');
  const logs = path.join(directory, 'logs');
  const secret = await secretOf(config, directory);
  const ports = await chooseDemoPorts(options.port);
  await mkdir(logs, { recursive: true });

  onStep('Preparing PostgreSQL and Redis');
  const services = await openDemoServices({ config, directory, logger, signal }, opened);
  onStep('Starting two API instances and a worker');
  const shared = { ...env, ...services, AUTH_SECRET: secret, DATA_DIR: directory };
  const instances = await startInstances({ ports, env: shared, logs }, opened);
  await Promise.all(instances.map((instance) => instance.ready(signal)));
  const [one, two] = instances;

  onStep('Saving a few cards');
  const adasLogin = await logIn(ada, secret);
  const bobsLogin = await logIn(bob, secret);
  const gracesLogin = await logIn(grace, secret);
  await seed(
    [adasLogin, bobsLogin, gracesLogin].map(({ person, token }) => ({
      person,
      client: new GraphQLClient({ url: one.url, token, signal }),
    })),
  );
  const text = guide({ one: one.url, two: two.url, logs, ada: adasLogin, bob: bobsLogin, others: [gracesLogin] });
  return { instances, guide: text };
}

async function secretOf({ auth }: Config, directory: string): Promise<string> {
  if (auth.mode === 'secret') return auth.secret ?? (await loadOrCreateSecret(directory));
  throw new ConfigurationError(
    `AUTH_JWKS_URL is set: tokens are issued by ${auth.issuer}, and the demo could make none: unset it`,
  );
}

interface InstancesOptions {
  readonly ports: DemoPorts;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly logs: string;
}

type Instances = readonly [DemoInstance, DemoInstance, DemoInstance];

async function startInstances(
  { ports, env, logs }: InstancesOptions,
  opened: AsyncDisposableStack,
): Promise<Instances> {
  const started: DemoInstance[] = [];
  opened.defer(async () => {
    await Promise.all(started.map((instance) => instance[Symbol.asyncDispose]()));
  });
  const start = async (name: string, ROLE: 'api' | 'worker', port: number): Promise<DemoInstance> => {
    const logFile = path.join(logs, `${name.replace(' ', '-')}.log`);
    const instance = await DemoInstance.start({ name, port, env: { ...env, ROLE }, logFile });
    started.push(instance);
    return instance;
  };
  return [
    await start('instance 1', 'api', ports.one),
    await start('instance 2', 'api', ports.two),
    await start('worker', 'worker', ports.worker),
  ];
}

async function logIn(person: Person, secret: string): Promise<Login> {
  const subject = CuratorId.create(person.did).unwrap();
  return { person, token: await issueToken({ secret, subject, expiresIn: '30d' }) };
}
