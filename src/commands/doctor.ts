import { type Config, loadConfig } from '../composition/config.ts';
import { exitCodes } from '../composition/exitCodes.ts';
import { documentRules, loadTrustedDocuments } from '../composition/trustedDocuments.ts';
import { buildSchema } from '../graphql/schema.ts';
import { ConfigurationError } from '../shared/infrastructure/ConfigurationError.ts';
import { inspectDatabase, type MigrationState } from '../shared/infrastructure/database/inspectDatabase.ts';
import { withoutCredentials } from '../shared/infrastructure/logging/redact.ts';
import { inspectRedis } from '../shared/infrastructure/redis/inspectRedis.ts';
import { type Command, type CommandContext, parseCommandLine } from './Command.ts';
import { bad, type Finding, formatFindings, good, note } from './findings.ts';
import { findServices } from './services.ts';

const usage = `npm run doctor

Looks at what the server needs: Node, the configuration, PostgreSQL and its migrations, Redis and whether it evicts keys,
and the trusted documents if there are any. Changes nothing. Says what to do about what is wrong, and ends with 1 if anything is.
`;

const oldestNode = 24;

export const doctor: Command = { usage, run };

async function run({ args, env, stdout }: CommandContext): Promise<number> {
  parseCommandLine({ args: [...args] });
  const config = loadConfig(env);
  const findings = [
    checkNode(),
    ...(config.ok
      ? [...describe(config.value), ...(await checkDocuments(config.value)), ...(await checkServices(config.value))]
      : config.error.problems.map(({ variable, message }) => bad('Configuration', message, `change ${variable}`))),
  ];
  stdout.write(formatFindings(findings));
  return findings.some(({ state }) => state === 'bad') ? exitCodes.failure : exitCodes.ok;
}

function checkNode(): Finding {
  const major = Number.parseInt(process.versions.node, 10);
  return major >= oldestNode
    ? good('Node', process.version)
    : bad('Node', `${process.version} is too old`, `use Node ${oldestNode} or newer; npm run brings it`);
}

function describe({ production, role, warnings }: Config): Finding[] {
  const rules = production ? 'production' : 'development';
  return [
    good('Configuration', `${rules}, role ${role}`),
    ...warnings.map((warning) => note('Configuration', warning)),
  ];
}

async function checkDocuments(config: Config): Promise<Finding[]> {
  const { file, required } = config.api.trustedDocuments;
  if (file === undefined) return [];
  const part = 'Documents';
  try {
    const { size } = await loadTrustedDocuments(file, documentRules(config, buildSchema()));
    return [good(part, `${size} trusted ones${required ? ', and no others are executed' : ''}`)];
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return [bad(part, error.message, 'write the file anew')];
  }
}

async function checkServices(config: Config): Promise<Finding[]> {
  const { databaseUrl, redisUrl } = await findServices(config);
  const [database, redis] = await Promise.all([checkDatabase(databaseUrl), checkRedis(redisUrl)]);
  return [...database, redis];
}

async function checkDatabase(url: string | undefined): Promise<Finding[]> {
  if (!url) return [notRunning('PostgreSQL')];
  const address = withoutCredentials(url);
  const found = await inspectDatabase(url);
  if (found.state === 'unusable') {
    return [bad('PostgreSQL', `${address}: ${found.reason}`, 'start it, or set DATABASE_URL')];
  }
  return [good('PostgreSQL', `${found.version} at ${address}`), describeMigrations(found.migrations)];
}

function describeMigrations({ applied, missing, failed, ahead, foreign }: MigrationState): Finding {
  const part = 'Migrations';
  if (foreign)
    return bad(part, 'the database holds tables of another application', 'set DATABASE_URL to a database of its own');
  if (failed.length > 0) {
    const [name] = failed;
    return bad(part, `${name} failed`, `repair its cause, then npx prisma migrate resolve --rolled-back ${name}`);
  }
  if (missing.length > 0)
    return note(part, `missing: ${missing.join(', ')}`, 'the next start applies them, and so does npm run migrate');
  if (ahead.length > 0) return note(part, `all are applied, and of a newer release: ${ahead.join(', ')}`);
  return good(part, `all ${applied.length} are applied`);
}

async function checkRedis(url: string | undefined): Promise<Finding> {
  const part = 'Redis';
  if (!url) return notRunning(part);
  const address = withoutCredentials(url);
  const found = await inspectRedis(url);
  switch (found.state) {
    case 'keeps':
      return good(part, `${address} evicts nothing`);
    case 'evicts':
      return bad(
        part,
        `${address} evicts keys (maxmemory-policy ${found.policy})`,
        'set its maxmemory-policy to noeviction',
      );
    case 'silent':
      return note(
        part,
        `${address} does not say whether it evicts keys (${found.reason})`,
        'its maxmemory-policy must be noeviction',
      );
    case 'refuses':
      return bad(part, `${address} refuses the user or password (${found.reason})`, 'set REDIS_URL');
    case 'unreachable':
      return bad(part, `${address}: ${found.reason}`, 'start it, or set REDIS_URL');
  }
}

const notRunning = (part: string): Finding => note(part, 'the embedded one is not running', 'npm start starts it');
