import type { PrismaClient } from '../../src/generated/prisma/client.ts';
import type { Database } from '../../src/shared/infrastructure/database/Database.ts';
import { PreparedRowSource } from '../../src/shared/infrastructure/database/PreparedRowSource.ts';
import { PrismaRowSource } from '../../src/shared/infrastructure/database/PrismaRowSource.ts';

/** Where contexts read rows, as the app has it. */
export function rowSources(prisma: PrismaClient, database: Pick<Database, 'queryArrays'>) {
  const rowSource = new PrismaRowSource(prisma);
  return { rowSource, eventRowSource: new PreparedRowSource(database, rowSource) };
}
