import { randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import type { z } from 'zod';
import { EmbeddedServiceError } from './EmbeddedServiceError.ts';
import { isErrno } from './errno.ts';

/** Reads a JSON file; undefined when there is none. Rejects with EmbeddedServiceError when it does not fit the schema. */
export async function readStateFile<T>(file: string, schema: z.ZodType<T>): Promise<T | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return undefined;
    throw error;
  }
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    throw new EmbeddedServiceError(`${file} is damaged: restore it, or remove it to start anew.`, { cause: error });
  }
}

/** Writes a JSON file that only this user may read, in one step: a reader sees the old or the new content, never half of it. */
export async function writeStateFile(file: string, content: object): Promise<void> {
  const temporary = `${file}.${randomBytes(6).toString('hex')}`;
  await writeFile(temporary, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  await rename(temporary, file);
}
