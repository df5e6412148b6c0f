import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { readStateFile, writeStateFile } from './stateFile.ts';

const serverState = z.object({
  password: z.string().min(1),
  /** Where the server listened last. */
  port: z.int().min(1).max(65_535).optional(),
  /** Where the binary came from. */
  source: z.string().optional(),
});

/** What is kept about a server between starts, in a file that only this user may read. */
export type ServerState = z.infer<typeof serverState>;

export const readServerState = (file: string): Promise<ServerState | undefined> => readStateFile(file, serverState);

export const writeServerState = (file: string, state: ServerState): Promise<void> => writeStateFile(file, state);

/** 192 random bits, in characters that need no quoting in a URL, a shell or a configuration file. */
export const randomPassword = (): string => randomBytes(24).toString('base64url');
