import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ConfigurationError } from '../ConfigurationError.ts';

const secretBytes = 32;

/**
 * The secret that development tokens are signed with: `<dataDir>/auth-secret`, readable by this user alone, made at the first
 * call. Processes that call it at the same time get the same one. Rejects with ConfigurationError if it cannot be kept there.
 */
export async function loadOrCreateSecret(dataDir: string): Promise<string> {
  const file = path.join(dataDir, 'auth-secret');
  try {
    const secret = (await readSecret(file)) ?? (await createSecret(file));
    if (secret.length >= secretBytes) return secret;
  } catch (cause) {
    const message = `The secret for development tokens cannot be kept in ${file} (${messageOf(cause)}): set DATA_DIR to a directory that can be written, or set AUTH_SECRET`;
    throw new ConfigurationError(message, { cause });
  }
  throw new ConfigurationError(`${file} holds no secret of ${secretBytes} bytes: remove it, and another is made`);
}

async function readSecret(file: string): Promise<string | undefined> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** Written whole under another name and then linked, which fails if the name is taken: nobody reads half a secret, and the first one stays. */
async function createSecret(file: string): Promise<string> {
  await mkdir(path.dirname(file), { recursive: true });
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    await writeFile(draft, `${randomBytes(secretBytes).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
    await link(draft, file);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  } finally {
    await rm(draft, { force: true });
  }
  return (await readFile(file, 'utf8')).trim();
}

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
