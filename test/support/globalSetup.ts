import type { TestProject } from 'vitest/node';
import { startServices } from './services.ts';
import { createTemplate } from './templateDatabase.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Of a superuser, on the server that test databases are made on. */
    databaseUrl: string;
    redisUrl: string;
    /** The name of a database with all migrations applied, to clone. */
    templateDatabase: string;
  }
}

/** One PostgreSQL and one Redis for the whole run: own ones, or those of TEST_DATABASE_URL and TEST_REDIS_URL. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  await using started = new AsyncDisposableStack();
  const { databaseUrl, redisUrl } = started.use(await startServices());
  const template = started.use(await createTemplate(databaseUrl));
  project.provide('databaseUrl', databaseUrl);
  project.provide('redisUrl', redisUrl);
  project.provide('templateDatabase', template.name);

  const running = started.move();
  return () => running.disposeAsync();
}
