import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type ProcessResult, runProcess } from '../checks/runProcess.ts';
import { temporaryProject } from '../checks/temporaryTree.ts';
import { compileCache } from '../support/compileCache.ts';

export interface PrismaProject extends AsyncDisposable {
  readonly root: string;
  /** Runs Prisma's CLI, with our configuration and our schema engine, on the database of the project. */
  prisma(...args: string[]): Promise<ProcessResult>;
}

/** The models of a schema whose data source and generator do not matter. */
export const schema = (models: string): string => `datasource db {\n  provider = "postgresql"\n}\n\n${models}\n`;

/**
 * A folder with our prisma.config.ts and other files, by path relative to `prisma/`. Without a `databaseUrl`, DATABASE_URL is
 * not set.
 */
export async function prismaProject(
  databaseUrl: string | undefined,
  files: [string, string][],
): Promise<PrismaProject> {
  const project = await temporaryProject([
    ['prisma.config.ts', await readFile('prisma.config.ts', 'utf8')],
    ['prisma/migrations/migration_lock.toml', 'provider = "postgresql"\n'],
    ...files.map(([file, text]): [string, string] => [`prisma/${file}`, text]),
  ]);
  const cli = path.resolve('node_modules/prisma/build/index.js');
  const env = {
    ...process.env,
    NODE_COMPILE_CACHE: compileCache,
    DATABASE_URL: databaseUrl,
    SHADOW_DATABASE_URL: undefined,
    PRISMA_SCHEMA_ENGINE_BINARY: path.resolve('prisma/schema-engine.ts'),
    CHECKPOINT_DISABLE: '1', // it would ask the network for a newer version
  };
  return {
    root: project.root,
    prisma: (...args) => runProcess(process.execPath, [cli, ...args], { cwd: project.root, env }),
    [Symbol.asyncDispose]: () => project[Symbol.asyncDispose](),
  };
}
