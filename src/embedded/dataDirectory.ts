import { mkdir, realpath } from 'node:fs/promises';
import { EmbeddedServiceError } from './EmbeddedServiceError.ts';
import { isErrno, messageOf } from './errno.ts';

const refusals = ['EACCES', 'EPERM', 'EROFS'];

/**
 * Makes the data directory if need be and calls `work` with its absolute path without symbolic links, as the servers report
 * it. Rejects with EmbeddedServiceError when this user may not work in it, as after a start by root.
 */
export async function inDataDirectory<T>(dataDir: string, work: (directory: string) => Promise<T>): Promise<T> {
  try {
    await mkdir(dataDir, { recursive: true });
    return await work(await realpath(dataDir));
  } catch (error) {
    if (!refusals.some((code) => isErrno(error, code))) throw error;
    throw new EmbeddedServiceError(
      `This user may not work in the data directory ${dataDir}: make everything in it this user's own (chown -R), or set DATABASE_URL and REDIS_URL (${messageOf(error)}).`,
      { cause: error },
    );
  }
}
