import type { ConfigProblem } from './ConfigProblem.ts';
import type { VariableName } from './configVariables.ts';

type Environment = Readonly<Record<string, string>>;

const requiredInProduction: readonly (readonly [VariableName, string])[] = [
  ['DATABASE_URL', 'the URL of a PostgreSQL database'],
  ['REDIS_URL', 'the URL of a Redis'],
  ['AUTH_JWKS_URL', "the URL of the token issuer's public keys"],
  ['AUTH_ISSUER', 'the "iss" of the tokens to accept'],
  ['AUTH_AUDIENCE', 'the "aud" of the tokens to accept'],
];

const keySetVariables = ['AUTH_JWKS_URL', 'AUTH_ISSUER', 'AUTH_AUDIENCE'] as const satisfies VariableName[];

/** What is wrong with the variables taken together. */
export function checkRules(env: Environment, production: boolean): ConfigProblem[] {
  return [...(production ? checkProduction(env) : checkDevelopment(env)), ...checkDocuments(env)];
}

function checkDocuments(env: Environment): ConfigProblem[] {
  if (env.REQUIRE_TRUSTED_DOCUMENTS !== 'on' || env.TRUSTED_DOCUMENTS !== undefined) return [];
  const message =
    'TRUSTED_DOCUMENTS is not set: REQUIRE_TRUSTED_DOCUMENTS=on needs the file of the documents that are executed';
  return [{ variable: 'TRUSTED_DOCUMENTS', message }];
}

function checkProduction(env: Environment): ConfigProblem[] {
  const missing = requiredInProduction
    .filter(([variable]) => env[variable] === undefined)
    .map(([variable, what]) => ({ variable, message: `${variable} is not set: production needs ${what}` }));
  if (env.AUTH_SECRET === undefined) return missing;
  const message =
    'AUTH_SECRET is set, and production refuses it: unset it, tokens are verified by the keys at AUTH_JWKS_URL';
  return [...missing, { variable: 'AUTH_SECRET', message }];
}

function checkDevelopment(env: Environment): ConfigProblem[] {
  if (env.AUTH_JWKS_URL === undefined) return [];
  const missing: ConfigProblem[] = keySetVariables
    .filter((variable) => env[variable] === undefined)
    .map((variable) => ({
      variable,
      message: `${variable} is not set: AUTH_JWKS_URL needs AUTH_ISSUER and AUTH_AUDIENCE beside it`,
    }));
  if (env.AUTH_SECRET === undefined) return missing;
  const message = 'AUTH_SECRET is set, and AUTH_JWKS_URL too: tokens are verified by one of them, so unset the other';
  return [...missing, { variable: 'AUTH_SECRET', message }];
}

/** What is allowed, but most likely not what was meant. */
export function findOddities(env: Environment, production: boolean): string[] {
  const oddities = keySetVariables
    .filter((variable) => env[variable] !== undefined && env.AUTH_JWKS_URL === undefined)
    .map((variable) => `${variable} has no effect without AUTH_JWKS_URL`);
  if (env.AUTH_SECRET !== undefined && Buffer.byteLength(env.AUTH_SECRET) < 32) {
    oddities.push('AUTH_SECRET is shorter than the 32 bytes that HS256 wants: let it be made by leaving it unset');
  }
  if (env.GRAPHIQL === 'on' && (env.INTROSPECTION ?? (production ? 'off' : 'on')) === 'off') {
    oddities.push('GRAPHIQL knows nothing of the schema without INTROSPECTION=on');
  }
  if (env.METRICS_TOKEN !== undefined && !production) oddities.push('METRICS_TOKEN has no effect outside production');
  return oddities;
}
