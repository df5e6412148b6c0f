import { once } from 'node:events';
import { createServer } from 'node:http';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';

export interface SigningKey {
  readonly kid: string;
  readonly publicJwk: JWK;
  readonly privateKey: CryptoKey;
}

export async function newKey(kid: string): Promise<SigningKey> {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  return { kid, publicJwk: { ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' }, privateKey };
}

export async function sign({ kid, privateKey }: SigningKey, claims: JWTPayload): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid }).sign(privateKey);
}

export interface KeyServer extends AsyncDisposable {
  readonly url: URL;
  /** How often the keys were fetched. */
  readonly fetches: number;
  /** From now on these are the keys. */
  publish(...keys: readonly SigningKey[]): void;
  /** From now on it answers like this. */
  answer(status: number, body: string): void;
  /** From now on it sends the head of an answer and keeps the body to itself, until it is let go. */
  hold(): { readonly letGo: () => void };
}

/** An issuer's key server on the loopback address. */
export async function startKeyServer(...keys: readonly SigningKey[]): Promise<KeyServer> {
  let fetches = 0;
  let answer = { status: 200, body: keySet(keys) };
  let held: Promise<void> | undefined;
  const server = createServer((_request, response) => {
    fetches += 1;
    response.writeHead(answer.status, { 'content-type': 'application/json' }).flushHeaders();
    const send = () => response.end(answer.body);
    if (held) held.then(send, send);
    else send();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('no port');
  return {
    url: new URL(`http://127.0.0.1:${address.port}/jwks.json`),
    get fetches() {
      return fetches;
    },
    publish: (...published) => {
      answer = { status: 200, body: keySet(published) };
    },
    answer: (status, body) => {
      answer = { status, body };
    },
    hold: () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      held = promise;
      return {
        letGo: () => {
          held = undefined;
          resolve();
        },
      };
    },
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** @param others what stands among them besides. */
export const keySet = (keys: readonly SigningKey[], others: readonly unknown[] = []): string =>
  JSON.stringify({ keys: [...others, ...keys.map(({ publicJwk }) => publicJwk)] });
