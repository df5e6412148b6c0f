import { newKey, sign, startKeyServer } from '../../shared/auth/keyServer.ts';

const issuer = 'https://issuer.bench.invalid/';
const audience = 'commonplace';
const lifetimeSeconds = 3_600;

/** Whose tokens a measured server believes: servers are measured in production mode, which takes tokens by public keys alone. */
export interface Issuer extends AsyncDisposable {
  /** What a server is to be started with. */
  readonly env: Readonly<Record<string, string>>;
  /** Good for an hour. */
  tokenOf(did: string): Promise<string>;
}

/** Its key server runs in this process. */
export async function startIssuer(): Promise<Issuer> {
  const key = await newKey('bench');
  const keys = await startKeyServer(key);
  return {
    env: {
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      // What is measured comes from few people and one address.
      RATE_LIMIT_PER_VIEWER: '0',
      RATE_LIMIT_PER_ADDRESS: '0',
      MAX_SOCKETS_PER_VIEWER: '0',
      MAX_SOCKETS_PER_ADDRESS: '0',
      MAX_WAITING_SOCKETS_PER_ADDRESS: '0',
      MAX_WAITING_OPERATIONS_PER_ADDRESS: '0',
      AUTH_JWKS_URL: keys.url.href,
      AUTH_ISSUER: issuer,
      AUTH_AUDIENCE: audience,
    },
    tokenOf: (sub) =>
      sign(key, { iss: issuer, aud: audience, sub, exp: Math.floor(Date.now() / 1_000) + lifetimeSeconds }),
    [Symbol.asyncDispose]: () => keys[Symbol.asyncDispose](),
  };
}
