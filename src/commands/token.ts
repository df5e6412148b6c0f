import { isProduction } from '../composition/config.ts';
import { exitCodes } from '../composition/exitCodes.ts';
import { CuratorId } from '../shared/domain/CuratorId.ts';
import { issueToken } from '../shared/infrastructure/auth/issueToken.ts';
import { loadOrCreateSecret } from '../shared/infrastructure/auth/loadOrCreateSecret.ts';
import { ConfigurationError } from '../shared/infrastructure/ConfigurationError.ts';
import { type Command, type CommandContext, parseCommandLine, requireConfig, UsageError } from './Command.ts';

const usage = `npm run -s token -- <did> [--expires-in <time>]

Prints a development token for a curator, and nothing else. It is signed with AUTH_SECRET, or else with the secret that is
kept in the data directory. The server refuses it in production.

  <did>                 who the token is for, such as did:plc:ada
  --expires-in <time>   how long it is good: a number and s, m, h or d (default 30d)
`;

export const token: Command = { usage, run };

async function run({ args, env, stdout }: CommandContext): Promise<number> {
  const { values, positionals } = parseCommandLine({
    args: [...args],
    allowPositionals: true,
    options: { 'expires-in': { type: 'string', default: '30d' } },
  });
  const subject = subjectOf(positionals);
  const expiresIn = timeSpan(values['expires-in']);
  const secret = await secretOf(env);
  stdout.write(`${await issueToken({ secret, subject, expiresIn })}\n`);
  return exitCodes.ok;
}

function subjectOf(positionals: readonly string[]): CuratorId {
  const [did, ...others] = positionals;
  if (did === undefined) throw new UsageError('for whom? Name a DID, such as did:plc:ada');
  if (others.length > 0) throw new UsageError(`a token is for one DID, not for ${positionals.length}`);
  const curatorId = CuratorId.create(did);
  if (!curatorId.ok) throw new UsageError(`${JSON.stringify(did)} is not a DID: one looks like did:plc:ada`);
  return curatorId.value;
}

function timeSpan(text: string): string {
  if (/^[1-9]\d{0,8}[smhd]$/.test(text)) return text;
  throw new UsageError(`--expires-in is ${JSON.stringify(text)}: it must be a number and s, m, h or d, such as 7d`);
}

async function secretOf(env: CommandContext['env']): Promise<string> {
  if (isProduction(env))
    throw new ConfigurationError('Tokens are made for development only: in production, AUTH_ISSUER issues them');
  const { auth, dataDir } = requireConfig(env);
  if (auth.mode === 'jwks') {
    throw new ConfigurationError(
      `AUTH_JWKS_URL is set: tokens are issued by ${auth.issuer}, and one made here would be refused`,
    );
  }
  return auth.secret ?? (await loadOrCreateSecret(dataDir));
}
