import { createPublicKey } from 'node:crypto';
import { createLocalJWKSet, type JWK, type JWTVerifyGetKey } from 'jose';
import type { Logger } from '../../application/Logger.ts';

/** A hundred keys of 4096 bits are less than half of it. */
const maxBytes = 256 * 1024;
/** Shorter ones are refused by jose too, but by an error that is not about the token. */
const minRsaBits = 2048;

export interface KeySetRequest {
  readonly url: URL;
  /** How long it may take, to the last byte. */
  readonly timeoutMs: number;
  readonly logger: Pick<Logger, 'warn'>;
}

/**
 * The keys that an issuer publishes now (RFC 7517). A key that cannot be used is left out, with a warning: the others are as good as without it.
 * Rejects for anything that is not an answer of 200 with at least one good key; redirects are not followed.
 */
export async function fetchKeySet({ url, timeoutMs, logger }: KeySetRequest): Promise<JWTVerifyGetKey> {
  const response = await fetch(url, {
    headers: { accept: 'application/json, application/jwk-set+json' },
    redirect: 'manual',
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (response.status !== 200) {
    await response.body?.cancel();
    throw new Error(`the key server answered ${response.status}`);
  }
  const published = keysIn(await textOf(response));
  const keys = published.filter(isUsable);
  const unusable = published.length - keys.length;
  if (unusable > 0)
    logger.warn({ unusable, usable: keys.length }, 'the issuer of tokens publishes keys that cannot be used');
  if (keys.length === 0) throw new Error('the key server answered with no key that can be used');
  return createLocalJWKSet({ keys });
}

async function textOf({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body ?? []) {
    length += chunk.length;
    if (length > maxBytes) throw new Error(`the key server answered with more than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function keysIn(text: string): readonly unknown[] {
  const value: unknown = JSON.parse(text);
  if (value instanceof Object && 'keys' in value && isList(value.keys)) return value.keys;
  throw new Error('the key server answered with something that is no key set');
}

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

/** A public key that signatures can be verified with. */
function isUsable(value: unknown): value is JWK {
  // One that was published with its private part is everybody's.
  if (!isJwk(value) || value.d !== undefined) return false;
  try {
    const { asymmetricKeyDetails: details } = createPublicKey({ key: value, format: 'jwk' });
    return details?.modulusLength === undefined || details.modulusLength >= minRsaBits;
  } catch {
    return false; // counted, and told, by the caller
  }
}

const isJwk = (value: unknown): value is JWK & { readonly kty: string } =>
  value instanceof Object && 'kty' in value && typeof value.kty === 'string';
