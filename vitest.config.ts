import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { temporaryRoot } from './test/support/temporaryRoot.ts';

/** Where the counts at the end of a run are read from, by .ci/run. */
const reportFile = '.cache/vitest-report.json';

// Vite would take graphql's ES build and Node its CommonJS build: two copies, and then `instanceof GraphQLSchema`
// fails with "another module or realm". One file for all of them.
const alias = [{ find: /^graphql$/, replacement: fileURLToPath(import.meta.resolve('graphql')) }];

// What the workers and the processes that tests start ask for a temporary directory.
process.env.TMPDIR = await temporaryRoot();

const common = {
  // Files share the modules of a process: reading them anew for each took a fifth of the time. So no file may leave a module changed.
  isolate: false,
  testTimeout: 90_000,
  hookTimeout: 90_000,
  teardownTimeout: 30_000,
};

export default defineConfig({
  test: {
    reporters: ['default', ['json', { outputFile: reportFile }]],
    pool: 'forks',
    // Sized for two cores: integration tests already share them with PostgreSQL and Redis.
    maxWorkers: 2,
    allowOnly: false,
    projects: [
      {
        resolve: { alias },
        test: {
          name: 'unit',
          include: ['test/**/*.unit.test.ts', 'test/architecture/**/*.test.ts'],
          sequence: { groupOrder: 0 },
          ...common,
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'int',
          include: ['test/**/*.int.test.ts', 'test/e2e/**/*.test.ts'],
          globalSetup: ['test/support/globalSetup.ts'],
          sequence: { groupOrder: 1 },
          ...common,
        },
      },
    ],
  },
});
