import path from 'node:path';
import { runProcess } from '../checks/runProcess.ts';

const NO_DIFFERENCE = 0;
const DIFFERENCE = 2;

/**
 * What the migrations lack to arrive at the Prisma schema, in Prisma's words; empty if nothing. They are replayed in a
 * shadow database that is made for this on the server of `databaseUrl`, and dropped. Rejects if one fails to apply.
 *
 * Prisma does not see what its schema cannot say: functions, triggers, partial indexes. Those are hand-written, have
 * tests of their own, and are no difference here.
 */
export const migrationDrift = (databaseUrl: string, schemaFile: string): Promise<string> =>
  difference(databaseUrl, ['--from-migrations', 'prisma/migrations', '--to-schema', schemaFile]);

/** The same of a database: what it lacks to be as the Prisma schema says, or has too much. */
export const databaseDrift = (databaseUrl: string, schemaFile: string): Promise<string> =>
  difference(databaseUrl, ['--from-config-datasource', '--to-schema', schemaFile]);

async function difference(databaseUrl: string, fromAndTo: readonly string[]): Promise<string> {
  const { code, output } = await runProcess(
    path.resolve('node_modules/.bin/prisma'),
    ['migrate', 'diff', '--exit-code', ...fromAndTo],
    // A configured shadow database would have to be empty; without one, Prisma makes its own.
    { env: { ...process.env, DATABASE_URL: databaseUrl, SHADOW_DATABASE_URL: '' } },
  );
  if (code === NO_DIFFERENCE) return '';
  if (code === DIFFERENCE) return output;
  throw new Error(`prisma migrate diff ended with ${code}: ${output}`);
}
